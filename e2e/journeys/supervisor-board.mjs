// A supervisor sees what is about to break and opens a figure to its orders; a unit sees its own.

export default {
  title: "a supervisor's board and a unit's page",
  async run(visitor) {
    const { page } = visitor;
    await visitor.signIn("supervisor");
    await visitor.open("/desk/board?days=90");
    await visitor.docsShot(visitor.size === "desktop" ? "board" : "board-phone");
    visitor.expect((await page.locator(".breaking__unit").count()) > 0, "nothing is about to break in the demo city");
    await visitor.act((page) => page.locator(".breaking__unit").first().click());
    visitor.expect((await page.locator("[data-rows] tr").count()) > 0, "a figure of the board opens to no order");
    await visitor.open("/desk/board?days=90&rank=resolution");
    await visitor.act((page) => page.locator("tbody th a").first().click());
    await visitor.docsShot(visitor.size === "desktop" ? "board-unit" : "board-unit-phone");
    await visitor.open("/desk/board?days=7");
  },
};
