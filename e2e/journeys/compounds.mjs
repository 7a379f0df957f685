// A rider accepts the rules of a compound and is let in by a guard's camera; one who did not is not.
// A named person suspends the pass for a fact, the rider appeals, somebody else lifts it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withCamera, writeFilm } from "../lib/camera.mjs";
import { colleague } from "../lib/colleague.mjs";
import { look, newVerifier, register } from "../lib/riders.mjs";
import { keepShot, writeDocsShot } from "../lib/shots.mjs";
import { watch } from "../lib/watch.mjs";

const NAME = "星港湾";
const ID = "C130";
/** Who keeps the compound, who is named for suspensions there, and who answers appeals. */
const [KEEPER, NAMED, OTHER] = ["zs01", "wjt01", "wjt02"];
const FACT = "十八点二十分在东门逆行抢进道闸，监控可见";

export default {
  title: "a pass for a friendly compound: rules, gate, suspension, appeal",
  sizes: ["phone", "no-script"],
  async run(visitor) {
    const rider = await register(visitor);
    const gate = await newGate(visitor);
    if (visitor.size === "no-script") return withoutScript(visitor, gate);
    const folder = await mkdtemp(join(tmpdir(), "huying-gate-"));
    const film = join(folder, "screen.y4m");
    await writeFilm(film, await visitor.page.screenshot());
    const guard = await atGate(visitor, gate.link, film);
    try {
      await notYet(visitor, guard, gate);
      await accepts(visitor);
      await comesIn(visitor, guard, film);
      await withoutNetwork(visitor, guard);
      await suspended(visitor, guard, { gate, number: rider.number });
    } finally {
      visitor.faults.push(...guard.watcher.faults);
      await guard.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The desk makes a verifier, and the compound's keeper puts it at the south gate. */
async function newGate(visitor) {
  const name = visitor.docs ? `${NAME}南门手机` : `${NAME}南门 ${Date.now()}`;
  const link = await newVerifier(visitor, name);
  const keeper = await colleague(visitor, KEEPER);
  await keeper.goto(`${visitor.server.url}/desk/compounds/${ID}`);
  await keeper.locator(`a[href$='/${ID}/verifier?gate=S']`).click();
  await keeper.locator("select[name=verifier]").selectOption({ label: name });
  const number = await keeper.locator("select[name=verifier]").inputValue();
  await checked(visitor, keeper, "bind");
  await keeper.locator("form button.button--primary[type=submit]").click();
  await keeper.waitForURL(/done=saved/);
  await checked(visitor, keeper, "compound");
  await keeper.context().close();
  return { link, number };
}

/** A page that is not the visitor's, as it stands now. */
async function checked(visitor, page, name) {
  visitor.tell(await visitor.axe(page), name);
  await keepShot(page, visitor.shotName(name));
}

async function withoutScript(visitor, { link, number }) {
  await visitor.open(`/code?use=gate&verifier=${number}`);
  const before = await written(visitor.page);
  await accepts(visitor);
  const code = await written(visitor.page);
  await visitor.open(link);
  await visitor.act((page) => page.locator("main form button[type=submit]").click());
  for (const [text, kind] of [[code, "good"], [before, "good"], ["HELLO", "bad"]]) {
    await visitor.page.locator("input[name=code]").fill(text);
    await visitor.act((page) => page.locator("main form button[type=submit]").click());
    visitor.expect((await visitor.page.locator(`.verdict--${kind}`).count()) === 1, `“${text}” is not ${kind}`);
  }
  await visitor.open("/verify/compound");
}

/** The guard's telephone, enrolled at the gate; what its browser complains about counts, too. */
async function atGate(visitor, link, film) {
  const guard = await withCamera(film, visitor.lang);
  guard.watcher = await watch(guard.context, new URL(visitor.server.url).origin);
  const page = await guard.context.newPage();
  await page.goto(visitor.server.url + link);
  await page.locator("main form button[type=submit]").click();
  await page.locator("[data-gate]").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await checked(visitor, page, "gate");
  return { ...guard, page };
}

const written = (page) => page.locator("[data-code-text]").evaluate((code) => code.textContent);
const live = (page) => page.locator(".pass--live [data-code-picture]");

/** The code for the gate alone is not enough. */
async function notYet(visitor, guard, { number }) {
  await visitor.open(`/code?use=gate&verifier=${number}`);
  await live(visitor.page).waitFor();
  await look(guard.page, await written(visitor.page), "bad");
  await sees(visitor, guard, "pass-not-valid-here", "pass-refused-rules");
  await checked(visitor, guard.page, "not-yet");
}

async function sees(visitor, guard, ...keys) {
  const text = await guard.page.locator("[data-verify-verdict]").innerText();
  for (const key of keys) visitor.expect(text.includes(visitor.say(key)), `the guard does not read “${key}” but “${text}”`);
  return text;
}

/** From the list to the compound, its rules, and the code for the gate that was scanned. */
async function accepts(visitor) {
  await visitor.open("/compounds");
  await visitor.page.locator("input[name=q]").fill(NAME);
  await visitor.act((page) => page.locator("form[role=search] button[type=submit]").click());
  await visitor.docsShot("compounds");
  await visitor.act((page) => page.locator("a.found__name", { hasText: NAME }).click());
  await visitor.open(`/compounds/${ID}?gate=S`);
  await visitor.see(visitor.say("compound-rules-only"));
  await visitor.docsShot("compound");
  await visitor.act((page) => page.locator(`form[action='/compounds/${ID}/acceptance'] button`).click());
  visitor.expect(visitor.page.url().includes("/code?use=gate&verifier="), `accepting leads to ${visitor.page.url()}`);
}

/** The guard's camera sees the code, and so does a hand scanner. */
async function comesIn(visitor, guard, film) {
  await live(visitor.page).waitFor();
  await visitor.docsShot("pass");
  await writeFilm(film, await live(visitor.page).screenshot());
  await guard.page.locator("[data-verify-camera]").tap();
  await guard.page.locator(".verdict--good").waitFor();
  await checked(visitor, guard.page, "camera");
  if (visitor.docs) await writeDocsShot(guard.page, "gate");
  const brand = await visitor.page.locator("[data-code-brand]").innerText();
  const tail = await visitor.page.locator("[data-code-tail]").innerText();
  const text = await sees(visitor, guard, "verify-yes");
  visitor.expect(text.includes(brand) && text.includes(tail), `the guard sees “${text}”, not ${brand} and ${tail}`);
  visitor.expect(!text.includes("李晓明"), "the guard sees a name");
  await guard.page.locator("[data-verify-camera]").tap();
  await guard.page.locator("[data-verify-view]").waitFor({ state: "hidden" });
  await look(guard.page, await written(visitor.page), "good");
  await look(guard.page, "HELLO", "bad");
}

/** Without a network the gate says so, and nobody is let in by a device that cannot know. */
async function withoutNetwork(visitor, guard) {
  await guard.context.setOffline(true);
  await guard.page.reload();
  await guard.page.locator(".verifier__state--old", { hasText: visitor.say("pass-gate-offline") }).waitFor();
  await guard.page.locator("input[name=code]").fill(await written(visitor.page));
  await guard.page.locator("input[name=code]").press("Enter");
  visitor.expect((await guard.page.locator(".verdict").count()) === 0, "a gate without a network gives a verdict");
  await checked(visitor, guard.page, "offline");
  await guard.context.setOffline(false);
  await guard.page.locator(".verifier__state:not(.verifier__state--old)").waitFor();
}

async function suspended(visitor, guard, { gate, number }) {
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
