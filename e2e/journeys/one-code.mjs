// A rider's code moves on by itself, a guard's telephone looks at it, both without a network: an old
// picture is refused, a lost telephone's code after the next list. Without script the server draws.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pgm, withCamera, writeFilm } from "../lib/camera.mjs";
import { enrol, look, newVerifier, readBack, register, takeOut } from "../lib/riders.mjs";

const READ_CODES = fileURLToPath(new URL("../../crates/stations/tests/read_codes.py", import.meta.url));
/** Meituan's figure for a whole pass at a gate. */
const PASS_S_MAX = 10;

export default {
  title: "a code that moves on by itself, looked at without a network",
  sizes: ["phone", "no-script"],
  langs: ["zh-CN"],
  async run(visitor) {
    const rider = await register(visitor);
    if (visitor.size === "no-script") return withoutScript(visitor);
    const folder = await mkdtemp(join(tmpdir(), "huying-code-"));
    try {
      const link = await newVerifier(visitor);
      await showsCode(visitor, folder);
      await wholePass(visitor, link, folder);
      await enrol(visitor, link);
      const old = await withoutNetwork(visitor);
      await lost(visitor, rider, old);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function withoutScript(visitor) {
  await visitor.open("/code");
  visitor.expect((await visitor.page.locator(".pass svg.qr").count()) === 1, "the server drew no code");
}

const written = (page) => page.locator("[data-code-text]").evaluate((code) => code.textContent);
const isAnother = (page, text) => page.waitForFunction((before) => document.querySelector("[data-code-text]").textContent !== before, text);
const pass = (page) => page.locator(".pass--live [data-code-picture]");

/** The page draws codes that others read, and has those of all uses at hand. */
async function showsCode(visitor, folder) {
  const { page } = visitor;
  await visitor.open("/code");
  await pass(page).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => new Set(JSON.parse(localStorage["huying-code"]).codes.map(({ use }) => use)).size === 6);
  await visitor.open("/code?use=station");
  await pass(page).waitFor();
  await page.waitForFunction(() => Boolean(navigator.serviceWorker.controller));
  await visitor.checkState("live");
  await visitor.open("/code?use=gate");
  await pass(page).waitFor();
  await visitor.docsShot("code");
  const [text, file] = [await written(page), join(folder, "code.pgm")];
  await writeFile(file, pgm(await pass(page).screenshot()));
  visitor.expect(text.length <= 190, `the code has ${text.length} letters`);
  readBack(visitor, "zbar", "zbarimg", ["--quiet", "--nodbus", "--raw", "-Sdisable", "-Sqrcode.enable", file], text);
  await page.locator("form[action='/code/card'] button").tap();
  await page.locator(".code-card").waitFor();
  await visitor.checkState("card");
  readBack(visitor, "zxing", process.env.HUYING_PYTHON ?? "HUYING_PYTHON", [READ_CODES, file], text);
}

/** From opening the page to the verdict of a camera that sees the screen. */
async function wholePass(visitor, link, folder) {
  const film = join(folder, "screen.y4m");
  await writeFilm(film, await visitor.page.screenshot());
  const guard = await withCamera(film);
  try {
    await guard.page.goto(visitor.server.url + link);
    await guard.page.locator("main form button[type=submit]").click();
    await guard.page.locator("[data-verify-state]", { hasText: "刚刚" }).waitFor();
    const begin = performance.now();
    await visitor.page.goto(`${visitor.server.url}/code?use=gate`);
    await pass(visitor.page).waitFor();
    await writeFilm(film, await pass(visitor.page).screenshot());
    await guard.page.locator("[data-verify-camera]").tap();
    await guard.page.locator(".verdict--good").waitFor();
    const seconds = (performance.now() - begin) / 1000;
    console.log(`    whole pass, from opening the code to the verdict of the camera: ${seconds.toFixed(1)} s`);
    visitor.expect(seconds <= PASS_S_MAX, `the whole pass took ${seconds.toFixed(1)} s`);
    const tail = await visitor.page.locator("[data-code-tail]").innerText();
    visitor.expect((await guard.page.locator(".verdict__tail").innerText()) === tail, "guard and rider see different letters");
  } finally {
    await guard.close();
  }
}

/** Both are offline: the code moves on, the new one is good, a picture of the old one is not. */
async function withoutNetwork(visitor) {
  const { context, page: guard } = visitor;
  const rider = await context.newPage();
  await context.clock.install();
  await context.setOffline(true);
  await guard.goto(`${visitor.server.url}/verify`);
  await rider.goto(`${visitor.server.url}/code?use=gate`);
  await pass(rider).waitFor();
  const old = await written(rider);
  await look(guard, old, "good");
  await visitor.checkState("good");
  await visitor.docsShot("verify");
  await context.clock.fastForward(70_000);
  await isAnother(rider, old);
  await look(guard, old, "bad");
  await visitor.see("可能是截图");
  await visitor.checkState("bad");
  await look(guard, await written(rider), "good");
  await guard.locator("[data-verify-state]", { hasText: "3 次核验等联网后计数" }).waitFor();
  await rider.goto(`${visitor.server.url}/code?use=clinic`);
  await pass(rider).waitFor();
  await look(guard, await written(rider), "bad");
  await visitor.see("不能用在这里");
  await rider.goto(`${visitor.server.url}/code?use=gate`);
  await pass(rider).waitFor();
  return rider;
}

/** Another telephone takes this one out: its code is refused as soon as the guard has the list. */
async function lost(visitor, { number, code }, rider) {
  const { context, page: guard } = visitor;
  await takeOut(visitor, number, code);
  // The network will tell the time; from here on the clocks are right again.
  const ahead = await written(rider);
  await context.clock.setSystemTime(Date.now());
  await isAnother(rider, ahead);
  const last = await written(rider);
  await look(guard, last, "good");
  // The lost telephone is told that it is signed out, and keeps no code.
  await visitor.watcher.quietly(async () => {
    await context.setOffline(false);
    await rider.waitForURL(/\/holder\/sign-in/);
    visitor.expect(await rider.evaluate(() => localStorage.getItem("huying-code") === null), "the lost telephone keeps codes");
  });
  await guard.reload();
  await guard.locator("[data-verify-state]", { hasText: "刚刚" }).waitFor();
  await look(guard, last, "bad");
  await visitor.see("码已作废");
  await visitor.open("/verify?lang=en");
}
