// Who stands behind the stations: the keeper counts and reports with one thumb, the provider looks at the
// day, a unit works on an appeal, and the district sees where people walk too far.

export default {
  title: "keepers, providers and the district look after the stations",
  sizes: ["phone", "desktop"],
  langs: ["zh-CN"],
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
  const rest = page.locator("form[action$='/visits'] button", { hasText: "歇脚" }).first();
  await visitor.act(() => rest.click());
  await visitor.see("歇脚");
  await visitor.open(`${station}?lang=en`);
  await visitor.open("/desk/keeping?lang=zh-CN");
}

async function providersDay(visitor) {
  const { page } = visitor;
  await visitor.signIn("service_provider");
  await visitor.open("/desk/appointments");
  const row = page.locator("main a[href^='/desk/appointments/']").filter({ hasText: /^Y|\d{8}/ }).first();
  if ((await row.count()) > 0) await visitor.act(() => row.click());
  await visitor.open("/desk/appointments/week");
  await visitor.open("/desk/appointments/outcomes?lang=en");
  await visitor.open("/desk/appointments?lang=zh-CN");
}

async function district(visitor) {
  const { page } = visitor;
  await visitor.signIn("supervisor");
  await visitor.open("/desk/stations/overview");
  await visitor.see("反映的需求");
  const figure = async (href) => Number((await page.locator(`main dd a[href='${href}']`).first().innerText()).replace(/\D/g, ""));
  const [all, old] = [await figure("/desk/stations"), await figure("/desk/stations?sort=assured")];
  visitor.expect(all >= 77 && old * 20 <= all, `${old} of ${all} stations were not assured within 90 days`);
  await visitor.act((page) => page.locator("a[href='/desk/stations/overview/gaps?far=1']").first().click());
  await visitor.see("步行分钟");
  await visitor.open("/desk/stations/overview/weeks");
  for (const path of ["/desk/stations", "/desk/rider-needs", "/desk/appeals"]) await visitor.open(path);
  await visitor.act((page) => page.locator("main a[href^='/desk/appeals/']").first().click());
  visitor.expect(page.url().includes("/desk/appeals/"), "no appeal of the demo opens");
  await visitor.open("/desk/stations/overview?lang=en");
}
