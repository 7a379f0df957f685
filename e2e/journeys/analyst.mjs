// An analyst's month: a hot topic is confirmed and becomes a topic of the month and a class of cases with
// its counts before and after; a gap in the catalogue is decided.

export default {
  title: "an analyst goes from a hot topic to what is done about it",
  async run(visitor) {
    const { page } = visitor;
    const shot = (name, part) => (visitor.size === "desktop" ? visitor.docsShot(name, part) : undefined);
    await visitor.signIn("supervisor");
    const hot = await confirmed(visitor);
    await monthlyTopic(visitor, hot, shot);
    await caseClass(visitor, hot, shot);
    visitor.expect(
      (await page.locator(`a[href^="/desk/topics/"], a[href^="/desk/case-classes/"]`).count()) >= 2,
      "the hot topic does not lead to what was opened from it",
    );
    await gap(visitor, shot);
  },
};

/** A topic nobody has judged yet, found by a job that begins when the server does. */
async function confirmed(visitor) {
  const { page, server } = visitor;
  const list = "/desk/hot-topics?state=open";
  for (let tries = 0; tries < 30; tries += 1) {
    const answer = await page.request.get(server.url + list);
    if ((await answer.text()).includes('href="/desk/hot-topics/0')) break;
    await page.waitForTimeout(1_000);
  }
  await visitor.open(list);
  await visitor.act((page) => page.locator('main a[href^="/desk/hot-topics/0"]').first().click());
  const hot = new URL(page.url()).pathname;
  await visitor.act((page) => page.locator("form[action$='/confirmation'] button[type=submit]").click());
  return hot;
}

/** Opened from the hot topic, published, worked on, closed and reported on. */
async function monthlyTopic(visitor, hot, shot) {
  const { page } = visitor;
  await visitor.act((page) => page.locator(`a[href^="/desk/topics/new?hot_topic="]`).click());
  visitor.expect((await page.locator("input[name=theme]").inputValue()) !== "", "the form knows nothing of the hot topic");
  await page.locator("input[name=mode][value=governance]").check();
  await page.locator("select[name=unit]").selectOption({ index: 1 });
  await visitor.act((page) => page.locator("form[action='/desk/topics'] button[type=submit]").click());
  const topic = new URL(page.url()).pathname;
  await part(visitor, "problem", "投诉集中在晚高峰，白天巡查见不到。");
  await part(visitor, "measure", "下周起增加晚间巡查，结果每周公布。");
  await visitor.act((page) => page.locator("form:has(input[value=open]) button[type=submit]").click());
  await visitor.open(topic.replace("/desk", ""));
  await visitor.see("增加晚间巡查");
  await visitor.open(topic);
  await done(visitor);
  await shot("topic-parts");
  await visitor.act((page) => page.locator("form:has(input[value=close]) button[type=submit]").click());
  const report = () => page.locator("form:has(input[value=report]) button[type=submit]").click();
  await visitor.act(report, { status: 422 });
  await page.locator("textarea[name=report]").fill("一个月内同类诉求减少，巡查已列为常态。");
  await visitor.act(report);
  await visitor.open(hot);
}

async function part(visitor, kind, text) {
  const { page } = visitor;
  const form = page.locator("form[action$='/parts']");
  if (!(await form.isVisible())) await page.locator("details:has(form[action$='/parts']) > summary").click();
  await form.locator("select[name=part_kind]").selectOption(kind);
  await form.locator("textarea[name=item_text]").fill(text);
  await visitor.act(() => form.locator("button[type=submit]").click());
}

async function done(visitor) {
  const { page } = visitor;
  const form = page.locator("form[action$='/done']").first();
  if (!(await form.isVisible())) await page.locator("details:has(form[action$='/done']) > summary").first().click();
  await visitor.act(() => form.locator("button[type=submit]").click());
  await visitor.see(visitor.say("event-topic-part-done"));
}

/** A class with its cause and what is done, counted for thirty days before and after. */
async function caseClass(visitor, hot, shot) {
  const { page } = visitor;
  await visitor.act((page) => page.locator(`a[href^="/desk/case-classes/new?hot_topic="]`).click());
  await page.locator("textarea[name=root_cause]").fill("夜间没有值守，白天整改晚上反弹。");
  await page.locator("textarea[name=action]").fill("错时值守，并请物业每晚报送一次情况。");
  await page.locator("select[name=unit]").selectOption({ index: 1 });
  await visitor.act((page) => page.locator("form[action='/desk/case-classes'] button[type=submit]").click());
  const acted = page.locator("form:has(input[value=acted])");
  await visitor.act(() => acted.locator("button[type=submit]").click(), { status: 422 });
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
  await acted.locator("input[name=acted_on]").fill(today);
  await visitor.act(() => acted.locator("button[type=submit]").click());
  const [before, after] = await page.locator("section[aria-labelledby=counts] dd").allTextContents();
  visitor.expect(Number.parseInt(before, 10) > 0, `a class opened from a hot topic had ${before} orders before`);
  visitor.expect(Number.parseInt(after, 10) >= 0, `the orders after it are “${after}”`);
  await shot("class-counts");
  await visitor.open(hot);
}

/** What objections say of the catalogue: never decided without a reason. */
async function gap(visitor, shot) {
  const { page } = visitor;
  await visitor.open("/desk/catalogue-gaps");
  const first = page.locator('main a[href^="/desk/catalogue-gaps/0"]').first();
  visitor.expect((await first.count()) > 0, "the demo city has no gap in the catalogue");
  if ((await first.count()) === 0) return;
  await visitor.act(() => first.click());
  await shot("catalogue-gap");
  const keep = page.locator("form:has(textarea[name=keep_reason])");
  // An earlier run at this server decided it.
  if ((await keep.count()) === 0) return;
  const opened = async () => {
    if (!(await keep.isVisible())) await page.locator("details:has(textarea[name=keep_reason]) > summary").click();
  };
  await opened();
  await visitor.act(() => keep.locator("button[type=submit]").click(), { status: 422 });
  await opened();
  await keep.locator("textarea[name=keep_reason]").fill("目录没有问题，退单系对边界理解有误，已组织培训。");
  await visitor.act(() => keep.locator("button[type=submit]").click());
}
