// A dispatcher takes the most urgent order of the queue and sends it to the unit the catalogue
// proposes; without script too.

export default {
  title: "a dispatcher sends an order to the unit that must act",
  sizes: ["desktop", "phone", "no-script"],
  async run(visitor) {
    const { page } = visitor;
    await visitor.signIn("dispatcher");
    await visitor.open("/desk/queue/dispatch");
    if (visitor.size === "desktop") await visitor.docsShot("desk");
    const order = page.locator('a[href*="order="], a[href^="/desk/orders/0"]').first();
    await visitor.act(() => order.click());
    const id = /0[0-9A-Z]{25}/.exec(await page.content())?.[0];
    visitor.expect(Boolean(id), "the queue has no order to open");
    await visitor.open(`/desk/orders/${id}`);
    await visitor.open("/desk/orders");
    await visitor.open("/desk/orders?q=电梯");
    await visitor.open("/desk/rates");
    await visitor.open("/desk/units");
    await visitor.open("/account");
  },
};
