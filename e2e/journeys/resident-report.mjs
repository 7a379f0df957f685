// A resident reports a street lamp that went out, and can follow it with number and code.

export default {
  title: "a resident reports a problem and follows it",
  sizes: ["phone", "desktop", "no-script"],
  async run(visitor) {
    await visitor.open("/");
    if (visitor.size === "phone") await visitor.docsShot("resident-start");
    await visitor.open("/report");
    await visitor.page.locator("textarea").first().fill("小区东门口的路灯三天不亮了，晚上老人出门看不清台阶。");
    if (visitor.size === "phone") await visitor.docsShot("resident-report");
  },
};
