// Who stands behind the stations: the keeper counts and reports with one thumb, the provider looks at the
// day, a unit works on an appeal, and the district sees where people walk too far.

export default {
  title: "keepers, providers and the district look after the stations",
  sizes: ["phone", "desktop"],
  async run(visitor) {
    await keepersDay(visitor);
    await visitor.context.clearCookies();
    await providersDay(visitor);
    await visitor.context.clearCookies();
    await district(visitor);
  },
};

async function keepersDay(visitor) {
  const { page } = visitor;
  await visitor.signIn("station_keeper");
  await visitor.open("/desk/keeping");
  await visitor.act((page) => page.locator("main a[href^='/desk/keeping/YT']").first().click());
  const station = new URL(page.url()).pathname;
  const rest = page.locator("form[action$='/visits'] button[name=kind]").first();
  const count = async () => Number(await rest.locator(".tap__number").innerText());
  const before = await count();
  await visitor.act(() => rest.click());
  visitor.expect((await count()) === before + 1, `a tap counted from ${before} to ${await count()}`);
  await visitor.open(`${station}/book`);
  await visitor.open("/desk/keeping");
}

async function providersDay(visitor) {
  const { page } = visitor;
  await visitor.signIn("service_provider");
  await visitor.open("/desk/appointments");
  // On a day without any, the next one that has some is a tap away.
  const next = page.locator("main a[href^='/desk/appointments?day=']");
  if ((await next.count()) > 0) await visitor.act(() => next.click());
  await visitor.act((page) => page.locator("main a[href^='/desk/appointments/0']").first().click());
  // Its tabs are the city's own services, which have no English names.
  if (visitor.lang === "zh-CN") await visitor.open("/desk/appointments/week");
  await visitor.open("/desk/appointments/outcomes");
}

async function district(visitor) {
  const { page } = visitor;
  await visitor.signIn("supervisor");
  await visitor.open("/desk/stations/overview");
  await visitor.see(visitor.say("overview-needs"));
  const figure = async (href) => Number((await page.locator(`main dd a[href='${href}']`).first().innerText()).replace(/\D/g, ""));
  const [all, old] = [await figure("/desk/stations"), await figure("/desk/stations?sort=assured")];
  visitor.expect(all >= 77 && old * 20 <= all, `${old} of ${all} stations were not assured within 90 days`);
  await visitor.act((page) => page.locator("a[href='/desk/stations/overview/gaps?far=1']").first().click());
  // On a telephone the heads of a table stand before each of its cells.
  visitor.expect((await page.getByText(visitor.say("overview-minutes")).count()) > 0, "no table says how far people walk");
  await visitor.open("/desk/stations/overview/weeks");
  for (const path of ["/desk/stations", "/desk/rider-needs", "/desk/appeals"]) await visitor.open(path);
  await visitor.act((page) => page.locator("main a[href^='/desk/appeals/']").first().click());
  visitor.expect(page.url().includes("/desk/appeals/"), "no appeal of the demo opens");
}
