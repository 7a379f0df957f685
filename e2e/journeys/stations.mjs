// A rider looks for water near a road, keeps a station, saves the district, and reads both without a
// network. Without script the same list, filters and pages work.

export default {
  title: "a rider finds stations and keeps them for when there is no network",
  sizes: ["phone", "desktop", "no-script"],
  async run(visitor) {
    const { page, context } = visitor;
    await visitor.open("/stations");
    await visitor.act((page) => page.locator(".chip", { hasText: "喝水" }).click());
    await page.locator("input[name=place]").fill("翰墨苑");
    await visitor.act((page) => page.locator(".near__buttons button[type=submit]").click());
    await visitor.see("步行约");
    visitor.expect(page.url().includes("need=water"), "the chip does not outlive the form");
    await visitor.docsShot("stations");
    const first = page.locator(".found__name").first();
    const name = await first.innerText();
    await visitor.act(() => first.click());
    await visitor.see("开放时间");
    await visitor.docsShot("station");
    if (visitor.size === "no-script") {
      await visitor.open("/stations/mine");
      await restOfTheRegister(visitor);
      return;
    }
    await page.locator("[data-favourite]").click();
    await visitor.see("已收藏");
    await visitor.open("/stations/mine");
    await visitor.see(name);
    await page.locator("[data-mine-save]").click();
    await page.locator("[data-mine-list] li").first().waitFor();
    await visitor.checkState("saved");
    await withoutNetwork(visitor, page, context, name);
    await nearTheDevice(visitor, page, context);
    await restOfTheRegister(visitor);
  },
};

async function withoutNetwork(visitor, page, context, name) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await visitor.open("/stations/mine");
  await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller));
  await context.setOffline(true);
  await page.reload();
  await visitor.see(name);
  const kept = await page.locator("[data-mine-list] li").count();
  visitor.expect(kept > 5, `${kept} stations are there without a network`);
  await context.setOffline(false);
}

async function nearTheDevice(visitor, page, context) {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 27.990718, longitude: 111.410616 });
  await visitor.open("/stations");
  await visitor.act((page) => page.locator("[data-locate]").click());
  await visitor.see("您所在的位置");
  visitor.expect(!page.url().includes("1114106"), "the address tells the position too exactly");
}

async function restOfTheRegister(visitor) {
  for (const path of ["/services", "/services/S011", "/offers", "/merchants/M001", "/scenes", "/scenes/F001", "/housing", "/courses"]) {
    await visitor.open(path);
  }
  await visitor.open("/stations/YT001/board");
}
