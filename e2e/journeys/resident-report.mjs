// A resident reports a street lamp that went out, looks before sending, and follows it with
// number and code. The same way at all sizes, and without script.

export default {
  title: "a resident reports a problem and follows it",
  sizes: ["phone", "desktop", "no-script"],
  async run(visitor) {
    const { page } = visitor;
    await visitor.open("/");
    if (visitor.size === "phone") await visitor.docsShot("home");
    await visitor.open("/privacy");
    await visitor.open("/report");
    await page.locator("textarea[name=content]").fill("小区东门口的路灯三天不亮了，晚上老人出门看不清台阶，请尽快来修。");
    await page.locator("input[name=address]").fill("丽景花园3栋东门");
    await page.locator("input[name=contact][value=anonymous]").check();
    if (visitor.size === "phone") await visitor.docsShot("report");
    await visitor.act((page) => page.locator("button[name=step][value=check]").click());
    await visitor.see("路灯三天不亮");
    if (visitor.size === "phone") await visitor.docsShot("report-check");
    await visitor.act((page) => page.locator("button[name=step][value=send]").click());
    visitor.expect(/\/track\/SQ\d{14}/.test(page.url()), `after sending the address is ${page.url()}`);
    if (visitor.size === "phone") await visitor.docsShot("track");
    const address = new URL(page.url());
    const number = address.pathname.split("/").at(-1);
    const code = address.searchParams.get("code");

    await visitor.open("/track");
    await page.locator("input[name=no]").fill(number.toLowerCase());
    await page.locator("input[name=code]").fill(code);
    await visitor.act((page) => page.locator("main form button[type=submit]").click());
    await visitor.see("路灯三天不亮");

    await visitor.open("/report");
    await visitor.act((page) => page.locator("button[name=step][value=check]").click(), { status: 422 });
    visitor.expect((await page.locator(".error-summary").count()) === 1, "an empty form shows no summary of what is wrong");
    await forAnother(visitor);
  },
};

/** For a grandmother without a telephone: how she agreed must be said. */
async function forAnother(visitor) {
  const { page } = visitor;
  await visitor.open("/report");
  await page.locator("textarea[name=content]").fill("奶奶腿脚不便，楼道扶手松了，请尽快来修。");
  await page.locator("input[name=contact][value=phone]").check();
  await page.locator("input[name=phone]").fill("13900010010");
  await page.locator("input[name=for_other]").check();
  await page.locator("input[name=relation]").fill("孙女");
  await visitor.act((page) => page.locator("button[name=step][value=check]").click(), { status: 422 });
  await page.locator("input[name=consent]").fill("当面同意");
  await visitor.act((page) => page.locator("button[name=step][value=check]").click());
  await visitor.see("当面同意");
  await visitor.act((page) => page.locator("button[name=step][value=send]").click());
  visitor.expect(/\/track\/SQ\d{14}/.test(page.url()), `after sending the address is ${page.url()}`);
}
