// The same address in other modes: in the dark, and for residents in elder mode.

import { fitsNarrow, largeTargets } from "./checks.mjs";
import { keepShot } from "./shots.mjs";

/** Once per kind of page, journey and size: neither colours nor targets depend on the language. */
const seen = new Set();

/** Opens the visitor's page in the modes it was not seen in yet, and tells what is wrong there. */
export async function checkModes(visitor) {
  const here = new URL(visitor.page.url());
  const kind = here.pathname.replace(/[0-9A-Z]{10,}/g, "ID");
  const name = [visitor.name, visitor.size, kind].join(" ");
  if (seen.has(name)) return;
  seen.add(name);
  const density = await visitor.page.evaluate(() => document.documentElement.dataset.density);
  await inMode(visitor, here, ["theme", "dark"], (page) => visitor.axe(page, ["color-contrast"]));
  if (density === "resident" && visitor.size !== "desktop") {
    await inMode(visitor, here, ["mode", "elder"], async (page) => [
      ...(await largeTargets(page)),
      ...(await fitsNarrow(page)),
      ...(await visitor.axe(page)),
    ]);
  }
}

async function inMode(visitor, here, [name, value], check) {
  const address = new URL(here);
  address.searchParams.set(name, value);
  const page = await visitor.context.newPage();
  try {
    const answer = await page.goto(address.href, { waitUntil: "load" });
    // The answer to a form has no address to come back to.
    if (!answer || answer.status() !== 200) return;
    visitor.judge();
    const set = await page.evaluate((key) => document.documentElement.dataset[key], name);
    visitor.expect(set === value, `?${name}=${value} does not set data-${name}`);
    visitor.tell(await visitor.watcher.quietly(() => check(page)), `${name}=${value}`);
    await keepShot(page, visitor.shotName(`${here.pathname}-${value}`));
  } finally {
    await page.close();
  }
}
