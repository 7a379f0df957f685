// A rider sees something on the way: a picture, the place, send. Without a network it waits on the
// telephone, outlives a reload, and reaches the desk once. Without script the form just works.

const PLACE = { latitude: 27.973333, longitude: 111.387604 };

export default {
  title: "a rider reports with a picture, without a network too",
  sizes: ["phone", "no-script"],
  async run(visitor) {
    const { page, context } = visitor;
    await visitor.open("/quick");
    await visitor.docsShot("quick");
    await visitor.open("/quick/report");
    if (visitor.size === "no-script") {
      await picture(page);
      await page.locator("input[name=address]").fill("文化街与钟楼巷路口");
      await visitor.act((page) => page.locator(".field-form__send button").click());
      await visitor.see(visitor.say("quick-sent-title"));
      return;
    }
    await context.grantPermissions(["geolocation"]);
    await context.setGeolocation(PLACE);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await visitor.open("/quick/report");
    await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller));
    await visitor.docsShot("quick-report");
    await threeTaps(visitor, page);
    await offline(visitor, page, context);
    await visitor.open("/quick");
    await page.locator("[data-outbox-sent] a").nth(1).waitFor();
    visitor.expect((await page.locator("[data-outbox-sent] a").count()) === 2, "two were sent, other than two are listed");
    await visitor.open("/needs");
    await visitor.open("/appeals");
    await visitor.open("/appeals/new");
  },
};

async function picture(page) {
  await page.locator("input[name=photos]").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: dot() });
}

/** Picture, place, send: and the desk has it. */
async function threeTaps(visitor, page) {
  await picture(page);
  await page.locator("[data-locate]").tap();
  await page.waitForFunction(() => document.querySelector("#lon").value !== "");
  await visitor.act((page) => page.locator(".field-form__send button").tap());
  await visitor.see(visitor.say("quick-sent-title"));
}

async function offline(visitor, page, context) {
  await visitor.open("/quick/report");
  await context.setOffline(true);
  await picture(page);
  await page.locator("input[name=address]").fill("文化街 60 号门口");
  await page.locator(".field-form__send button").tap();
  await visitor.see(`1 ${visitor.say("quick-waiting")}`);
  await visitor.checkState("one-waiting");
  await page.reload();
  await visitor.see(`1 ${visitor.say("quick-waiting")}`);
  visitor.expect((await page.locator(".field-form").count()) === 1, "the form is not there without a network");
  await context.setOffline(false);
  await page.locator("[data-outbox]").waitFor({ state: "hidden" });
}

/** A picture of one point. */
function dot() {
  return Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
}
