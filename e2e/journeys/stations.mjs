// What a resident and a rider find at the stations: one near by that is open now and has water, its page,
// its board; a time at the legal aid centre; an appeal with a code. Without script the same pages work.

export default {
  title: "a rider finds a station, books a time and appeals",
  sizes: ["phone", "desktop", "no-script"],
  async run(visitor) {
    await findsWater(visitor);
    await booksATime(visitor);
    await appeals(visitor);
    if (visitor.size !== "no-script") await register(visitor);
  },
};

async function findsWater(visitor) {
  const { page } = visitor;
  await visitor.open("/stations");
  await visitor.act((page) => page.locator(".chip[href*='need=water']").click());
  await page.locator("input[name=place]").fill("翰墨苑");
  await visitor.act((page) => page.locator(".near__buttons button[type=submit]").click());
  await visitor.see(visitor.say("station-distance"));
  visitor.expect(page.url().includes("need=water"), "what is needed does not outlive the search for a place");
  await visitor.docsShot("stations");
  await visitor.act((page) => page.locator(".found__name").first().click());
  await visitor.see(visitor.say("station-week"));
  await visitor.docsShot("station");
  await inEnglish(visitor, "/stations/YT013");
  await visitor.open(`/stations/YT001/board?lang=${visitor.lang}`);
}

/** A seat is held, confirmed with a name, and given up again. */
async function booksATime(visitor) {
  const { page } = visitor;
  await visitor.open("/appointments");
  await visitor.open("/appointments/calendars/physio");
  const day = page.locator("main td a[href*='day=']");
  await visitor.act(() => day.nth(1).click());
  // Several visits share a calendar with two seats at a time: each takes a time of its own.
  const own = ["phone", "desktop", "no-script"].indexOf(visitor.size) * 2 + (visitor.lang === "en" ? 1 : 0);
  await page.locator("input[name=slot]").nth(own).check({ force: true });
  await visitor.act((page) => page.locator("form[action$='/holds'] button[type=submit]").click());
  await visitor.see(visitor.say("appointment-held-until"));
  await page.locator("input[name=name]").fill("赵晓军");
  // Nobody books the same twice; several visits share a server.
  await page.locator("input[name=phone]").fill(`139${String(Date.now()).slice(-8)}`);
  const topic = page.locator("[name=topic]");
  if ((await topic.count()) > 0) await topic.first().fill("腰疼，想看看坐姿");
  await visitor.act((page) => page.locator("form[action$='/confirmation'] button[type=submit]").click());
  await visitor.see(visitor.say("appointment-confirmed-text"));
  const url = new URL(page.url());
  await inEnglish(visitor, `${url.pathname}${url.search}`);
  await visitor.open(`${url.pathname}${url.search}&lang=${visitor.lang}`);
}

/** What is wrong is told beside its field, and the picture that was sent stays. */
async function appeals(visitor) {
  const { page } = visitor;
  await visitor.open("/appeals/new");
  await page.locator("input[name=kind][value=platform_penalty]").check({ force: true });
  await page.locator("textarea[name=facts]").fill("大雨天没有延长送达时间，一单扣了12元。");
  await page.locator("textarea[name=wanted]").fill("退还扣款");
  await page.locator("input[name=photos]").setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: dot() });
  await visitor.act((page) => page.locator("main form button[type=submit]").click(), { status: 422 });
  visitor.expect((await page.locator("input[name=kept]").count()) === 1, "the picture was lost when a field was wrong");
  await page.locator("select[name=company]").selectOption("takeaway");
  await visitor.act((page) => page.locator("main form button[type=submit]").click());
  await visitor.see(`${visitor.say("appeal-photo")} 1`);
}

async function register(visitor) {
  for (const path of ["/services", "/services/S011", "/offers", "/merchants/M001", "/scenes", "/scenes/F001", "/housing"]) {
    await visitor.open(path);
  }
  for (const path of ["/courses", "/benefits", "/benefits/tuition-2026", "/needs", "/appeals"]) {
    await inEnglish(visitor, path);
  }
  await visitor.open(`/benefits/tuition-2026/apply?lang=${visitor.lang}`);
}

/** Whoever changes the language on the way stays on the page. */
async function inEnglish(visitor, path) {
  await visitor.open(`${path}${path.includes("?") ? "&" : "?"}lang=en`);
}

/** A picture of one point. */
function dot() {
  return Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
}
