// A grid worker's day, mostly on a telephone: what waits in the area, a record on site that waits for a network,
// a place that is wrong, and an event of one's own.

export default {
  title: "a grid worker's day",
  async run(visitor) {
    const { page, context } = visitor;
    await visitor.signIn("grid_worker");
    await visitor.open("/desk/field");
    const first = page.locator("a[href^='/desk/field/orders/']").first();
    visitor.expect((await first.count()) === 1, "nothing waits in the area of the demo's grid worker");
    await visitor.act(() => first.click());
    const order = new URL(page.url()).pathname;
    await recordsOffline(visitor, page, context);
    await visitor.open(order);
    await visitor.see(visitor.say("field-visit"));
    if (visitor.size === "phone") await visitor.docsShot("field-visit");
    await proposes(visitor, page);
    await visitor.open("/desk/field/report");
    await page.locator("input[name=kind]").first().check({ force: true });
    await visitor.act((page) => page.locator(".field-form__send button").click());
    await visitor.see(visitor.say("field-sent-report"));
  },
};

/** A record without a network waits, outlives that, and stands on the order once. */
async function recordsOffline(visitor, page, context) {
  const words = `现场已围挡，待修 ${Date.now()}`;
  const order = page.url();
  await context.setOffline(true);
  await page.locator("form[data-outbox-form] textarea[name=words]").fill(words);
  await page.locator(".field-form__send button").click();
  await page.locator(".toast, [role=status]").filter({ hasText: visitor.say("field-kept") }).first().waitFor();
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  let found = 0;
  for (let tries = 0; tries < 10 && found === 0; tries += 1) {
    await page.waitForTimeout(500);
    const answer = await page.request.get(order);
    found = (await answer.text()).split(words).length - 1;
  }
  visitor.expect(found === 1, `recorded once, there ${found} times`);
}

/** The place is said to be wrong, with words; who works on it decides. */
async function proposes(visitor, page) {
  const form = page.locator("form[action$='/place-proposal']");
  if ((await form.count()) === 0) return;
  await page.locator("details:has(form[action$='/place-proposal']) summary").click();
  await visitor.checkState("place-proposal");
  await form.locator("input[name=place_address]").fill("状元桥小区 2 栋");
  await form.locator("textarea[name=place_reason]").fill("现场在状元桥小区北门");
  await visitor.act(() => form.locator("button[type=submit]").click());
  await visitor.see(visitor.say("place-proposed"));
}
