// A rider accepts the rules of a compound and is let in by a guard's camera; one who did not is not.
// A named person suspends the pass for a fact, the rider appeals, somebody else lifts it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFilm } from "../lib/camera.mjs";
import { ID, NAME, atGate, checked, live, newGate, sees, written } from "../lib/gates.mjs";
import { look, register } from "../lib/riders.mjs";
import { writeDocsShot } from "../lib/shots.mjs";
import { suspended } from "../lib/suspensions.mjs";

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

/** The code for the gate alone is not enough. */
async function notYet(visitor, guard, { number }) {
  await visitor.open(`/code?use=gate&verifier=${number}`);
  await live(visitor.page).waitFor();
  await look(guard.page, await written(visitor.page), "bad");
  await sees(visitor, guard, "pass-not-valid-here", "pass-refused-rules");
  await checked(visitor, guard.page, "not-yet");
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
