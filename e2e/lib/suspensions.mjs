// A pass is suspended by a named person for a fact, the rider appeals, and somebody else answers.

import { colleague } from "./colleague.mjs";
import { ID, NAMED, OTHER, checked, live, sees, written } from "./gates.mjs";
import { look } from "./riders.mjs";

const FACT = "十八点二十分在东门逆行抢进道闸，监控可见";

/** All of it, as the gate and the rider see it. */
export async function suspended(visitor, guard, { gate, number }) {
  const { page } = visitor;
  const path = await suspend(visitor, number);
  const code = async () => {
    await page.goto(`${visitor.server.url}/code?use=gate&verifier=${gate.number}`);
    visitor.judge();
    await live(page).waitFor();
    return written(page);
  };
  await look(guard.page, await code(), "bad");
  const told = await sees(visitor, guard, "pass-not-valid-here", "pass-refused-suspended");
  visitor.expect(!told.includes("监控"), "the guard learns why a pass is suspended");
  await checked(visitor, guard.page, "suspended");
  await appeals(visitor);
  await answered(visitor, path);
  await look(guard.page, await code(), "good");
  await visitor.open(path.replace("/desk/", "/holder/"));
  await visitor.see("监控核对后不是本人");
}

/** The person named for the compound suspends the pass; gives the suspension's page. */
async function suspend(visitor, number) {
  const desk = await colleague(visitor, NAMED);
  await desk.goto(`${visitor.server.url}/desk/compounds/${ID}/suspensions/new`);
  const today = await desk.evaluate(() => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  for (const [name, value] of Object.entries({ number, fact: FACT, happened_on: today, days: "8" })) {
    await desk.locator(`[name=${name}]`).fill(value);
  }
  const send = () => desk.locator("main form button.button--danger[type=submit]").click();
  await send();
  await desk.locator("#f-days-error").waitFor();
  await checked(visitor, desk, "too-long");
  await desk.locator("[name=days]").fill("7");
  await send();
  await desk.waitForURL(/\/desk\/suspensions\/\w+/);
  await checked(visitor, desk, "suspension");
  await desk.context().close();
  return new URL(desk.url()).pathname;
}

/** The rider reads why, and appeals. */
async function appeals(visitor) {
  await visitor.open(`/compounds/${ID}`);
  await visitor.see(visitor.say("pass-suspended-here"));
  await visitor.open("/holder/passes");
  await visitor.docsShot("passes");
  await visitor.act((page) => page.locator("#suspensions a, a[href^='/holder/suspensions/']").first().click());
  await visitor.see(FACT);
  await visitor.docsShot("suspension");
  const form = visitor.page.locator("form[action$='/appeal']");
  await form.locator("[name=facts]").fill("当时我在南门等客人取餐，没有走东门");
  await form.locator("[name=wanted]").fill("核对监控，恢复通行");
  await visitor.act(() => form.locator("button[type=submit]").click());
  await visitor.see(visitor.say("suspension-appealed"));
}

/** Who suspended cannot answer; somebody else grants the appeal. */
async function answered(visitor, path) {
  const own = await colleague(visitor, NAMED);
  await own.goto(visitor.server.url + path);
  visitor.expect((await own.locator("input[name=step][value=grant]").count()) === 0, "who suspended may answer the appeal");
  await own.context().close();
  const desk = await colleague(visitor, OTHER);
  await desk.goto(`${visitor.server.url}/desk/suspensions?state=appealed`);
  await checked(visitor, desk, "suspensions");
  await desk.locator(`a[href='${path}']`).click();
  const form = desk.locator("form:has(input[name=step][value=grant])");
  if (!(await form.locator("textarea").isVisible())) await desk.locator("summary", { hasText: visitor.say("suspension-act-grant") }).click();
  await form.locator("textarea").fill("监控核对后不是本人");
  await checked(visitor, desk, "answer");
  await form.locator("button[type=submit]").click();
  await desk.waitForURL(/done=saved/);
  await desk.context().close();
}
