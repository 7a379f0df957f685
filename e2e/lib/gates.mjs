// A gate of a friendly compound: its verifier, the guard's telephone, and what is read on it.

import { withCamera } from "./camera.mjs";
import { colleague } from "./colleague.mjs";
import { newVerifier } from "./riders.mjs";
import { keepShot } from "./shots.mjs";
import { watch } from "./watch.mjs";

/** The compound, who keeps it, who is named for suspensions there, and who answers appeals. */
export const [NAME, ID, KEEPER, NAMED, OTHER] = ["星港湾", "C130", "zs01", "wjt01", "wjt02"];

/** The desk makes a verifier, and the compound's keeper puts it at the south gate. */
export async function newGate(visitor) {
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
export async function checked(visitor, page, name) {
  visitor.tell(await visitor.axe(page), name);
  await keepShot(page, visitor.shotName(name));
}

/** The guard's telephone, enrolled at the gate; what its browser complains about counts, too. */
export async function atGate(visitor, link, film) {
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

export const written = (page) => page.locator("[data-code-text]").evaluate((code) => code.textContent);
export const live = (page) => page.locator(".pass--live [data-code-picture]");

export async function sees(visitor, guard, ...keys) {
  const text = await guard.page.locator("[data-verify-verdict]").innerText();
  for (const key of keys) visitor.expect(text.includes(visitor.say(key)), `the guard does not read “${key}” but “${text}”`);
  return text;
}
