// A supervisor looks up what a limit would be, and decides from which day another pack leads: never
// without a reason, and never for a day that has gone.

export default {
  title: "a supervisor decides on the policy pack in force",
  sizes: ["desktop"],
  async run(visitor) {
    const { page } = visitor;
    // A pack leads from a day only once, and both languages may be walked in one city.
    const from = visitor.lang === "en" ? "2098-01-01" : "2099-01-01";
    await visitor.signIn("supervisor");
    await visitor.open("/desk/policies");
    await page.locator("#p-urgency").selectOption("urgent");
    await visitor.act((page) => page.locator("form[action='/desk/policies'] button[type=submit]").click());
    visitor.expect((await page.locator("section[aria-labelledby=preview] table tbody tr").count()) > 0, "the preview shows no limit");
    const form = page.locator("form[action='/desk/policies/switches']");
    await form.locator("input[name=from]").fill(from);
    await visitor.act(() => form.locator("button[type=submit]").click(), { status: 422 });
    visitor.expect((await page.locator(".error-summary").count()) === 1, "a switch without a reason is taken");
    await form.locator("input[name=from]").fill("2020-01-01");
    await form.locator("textarea[name=switch_reason]").fill("按市政府文件执行");
    await visitor.act(() => form.locator("button[type=submit]").click(), { status: 422 });
    visitor.expect((await form.locator("textarea").inputValue()) === "按市政府文件执行", "what was typed is gone");
    await form.locator("input[name=from]").fill(from);
    await visitor.act(() => form.locator("button[type=submit]").click());
    await visitor.see(from.slice(0, 4));
    await visitor.docsShot("policies");
  },
};
