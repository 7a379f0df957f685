// A leader's day: what is about to break, the orders behind a figure, the file of them, and calling a
// unit to account with a numbered letter that prints without the frame.

import { prints } from "../lib/paper.mjs";

export default {
  title: "a leader goes from the board to a supervision letter",
  async run(visitor) {
    const { page } = visitor;
    await visitor.signIn("leader");
    await visitor.open("/desk/board?days=90");
    await visitor.act((page) => page.locator(".breaking__unit").first().click());
    visitor.expect((await page.locator("[data-rows] tr").count()) > 0, "a figure of the board opens to no order");
    const file = await page.request.get(`${visitor.server.url}/desk/orders.csv`);
    const lines = (await file.text()).trim().split("\n");
    visitor.expect(file.status() === 200 && lines.length > 1, `the file of orders holds ${lines.length} lines`);
    await visitor.act((page) => page.locator("[data-rows] tr a").first().click());
    await supervise(visitor, page);
    await visitor.open("/desk/supervisions");
    await visitor.act((page) => page.locator("a[href^='/desk/supervisions/']").first().click());
    if (visitor.size === "desktop") await visitor.docsShot("supervision-letter");
    await prints(visitor, ".paper");
    await visitor.open("/desk/board?days=7");
  },
};

/** Only what a unit has can be supervised; what is closed or supervised already has no form. */
async function supervise(visitor, page) {
  const form = page.locator("form[action$='/supervision']");
  if ((await form.count()) === 0) return;
  await page.locator("details:has(form[action$='/supervision']) > summary").click();
  await form.locator("textarea[name=demand]").fill("请于三日内查明原因，书面报告办理情况。");
  await visitor.act((page) => page.locator("form[action$='/supervision'] button[type=submit]").click());
}
