// An operator writes down what a caller says and reads number and code back.

export default {
  title: "an operator takes a call",
  sizes: ["desktop", "phone", "no-script"],
  async run(visitor) {
    const { page } = visitor;
    await visitor.signIn("operator");
    await visitor.open("/desk/new");
    await page.locator("textarea[name=content]").fill("听涛苑三栋电梯停了一天，老人下不了楼，物业一直说在等配件。");
    await page.locator("input[name=address]").fill("听涛苑3栋");
    await page.locator("input[name=phone]").fill("13900001234");
    if (visitor.size === "desktop") await visitor.docsShot("intake");
    await visitor.act((page) => page.locator('button[name=then][value=register]').click());
    await visitor.see(/SQ\d{14}/);
  },
};
