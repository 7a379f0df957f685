// A grid worker reports an event in three taps where there is no network: it waits on the telephone,
// outlives a reload, and arrives once when the network is back. Without script the form just works.

export default {
  title: "a grid worker reports without a network",
  sizes: ["phone", "no-script"],
  async run(visitor) {
    const { page, context } = visitor;
    await visitor.signIn("grid_worker");
    await visitor.open("/desk/field");
    await visitor.docsShot("field");
    await visitor.open("/desk/field/report");
    const words = `离线上报 ${Date.now()}`;
    if (visitor.size === "no-script") {
      await fill(page, words);
      await visitor.act((page) => page.locator(".field-form__send button").click());
      await visitor.see(visitor.say("field-sent-report"));
      return;
    }
    await page.evaluate(() => navigator.serviceWorker.ready);
    await visitor.open("/desk/field/report");
    await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller));
    await context.setOffline(true);
    await fill(page, words);
    await page.locator(".field-form__send button").tap();
    await visitor.see(`1 ${visitor.say("field-waiting")}`);
    await visitor.checkState("one-waiting");
    await visitor.docsShot("field-offline");
    await page.reload();
    await visitor.see(`1 ${visitor.say("field-waiting")}`);
    visitor.expect((await page.locator(".field-form").count()) === 1, "the form is not there without a network");
    await context.setOffline(false);
    await page.locator("[data-outbox]").waitFor({ state: "hidden" });
    // The index of texts takes new ones in every two seconds.
    await arrivedOnce(visitor, page, words);
  },
};

async function fill(page, words) {
  await page.locator("input[name=photos]").setInputFiles({ name: "photo.png", mimeType: "image/png", buffer: dot() });
  await page.locator("input[name=kind]").first().check({ force: true });
  await page.locator("details:has(textarea[name=words]) summary").click();
  await page.locator("textarea[name=words]").fill(words);
}

async function arrivedOnce(visitor, page, words) {
  let found = 0;
  for (let tries = 0; tries < 8 && found === 0; tries += 1) {
    await page.goto(`${visitor.server.url}/desk/orders?q=${encodeURIComponent(words)}`);
    found = await page.locator("[data-rows] tr").count();
    if (found === 0) await page.waitForTimeout(700);
  }
  await visitor.open(`/desk/orders?q=${encodeURIComponent(words)}`);
  found = await page.locator("[data-rows] tr").count();
  visitor.expect(found === 1, `sent once, there ${found} times`);
}

/** A picture of one point. */
function dot() {
  return Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
}
