// What stands around a code in a journey: registering, a verifier, other readers, a lost telephone.

import { spawnSync } from "node:child_process";
import { newContext } from "./browser.mjs";
import { colleague } from "./colleague.mjs";

/** Registers a rider; answers the number and code that sign in on another telephone. */
export async function register(visitor) {
  await visitor.open("/holder/new");
  const { page } = visitor;
  await page.locator("input[name=name]").fill("李晓明");
  await page.locator("input[name=phone]").fill(`139${String(Date.now()).slice(-8)}`);
  await page.locator("input[name=kind][value=rider]").check({ force: true });
  await page.locator("select[name=employer]").selectOption({ index: 2 });
  await visitor.act((page) => page.locator("form button.button--primary[type=submit]").click());
  // Both stand in one sentence, the number first.
  const [number, code] = (await page.locator(".notice--ok").first().innerText()).match(/\d[\d ]{6,}\d/g);
  return { number: number.replaceAll(" ", ""), code: code.replaceAll(" ", "") };
}

/** The desk makes a verifier; its link is scanned from the screen. */
export async function newVerifier(visitor, name = `东门岗亭 ${Date.now()}`) {
  const desk = await colleague(visitor, "supervisor");
  await desk.goto(`${visitor.server.url}/desk/verifiers/new`);
  await desk.locator("input[name=name]").fill(name);
  await desk.locator("select[name=purpose]").selectOption("gate");
  await desk.locator("form button.button--primary[type=submit]").click();
  const link = await desk.locator("a[href^='/verify/device']").getAttribute("href");
  await desk.context().close();
  return link;
}

/** Another program reads the picture, unless it is not on this machine. */
export function readBack(visitor, name, program, words, text) {
  const { error, stdout } = spawnSync(program, words, { encoding: "utf8" });
  if (error) console.log(`    ${name}: not included: ${error.code}`);
  else visitor.expect(stdout.replace(/\n$/, "") === text, `${name} read “${stdout}” instead of “${text}”`);
}

/** From another telephone of the same rider, the one that is lost is taken out. */
export async function takeOut(visitor, number, code) {
  const other = await newContext(visitor.context.browser(), "phone");
  const page = await other.newPage();
  await page.goto(`${visitor.server.url}/holder/sign-in`);
  await page.locator("input[name=number]").fill(number);
  await page.locator("input[name=code]").fill(code);
  await page.locator("main form button[type=submit]").click();
  await page.locator("summary", { hasText: "丢了" }).click();
  await page.locator("form[action='/holder/device-revocation'] button[type=submit]").click();
  await page.waitForURL(/done=saved/);
  await other.close();
}

/** A guard types a code in, and sees what is wanted. */
export async function look(page, text, wanted) {
  await page.locator("input[name=code]").fill(text);
  await page.locator("input[name=code]").press("Enter");
  await page.locator(`.verdict--${wanted}`).waitFor();
}

/** The guard's pages, checked like any other. */
export async function enrol(visitor, link) {
  await visitor.open(link);
  await visitor.act((page) => page.locator("main form button[type=submit]").click());
  await visitor.page.locator("[data-verify-state]", { hasText: visitor.say("verify-state") }).waitFor();
  await visitor.page.evaluate(() => navigator.serviceWorker.ready);
  await visitor.open("/verify");
  await visitor.page.waitForFunction(() => Boolean(navigator.serviceWorker.controller));
}
