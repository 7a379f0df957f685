// The same address in other modes: in the dark, and for residents in elder mode.

import { fitsNarrow, largeTargets } from "./checks.mjs";
import { keepShot } from "./shots.mjs";

/** Kinds of pages and parts of pages, by mode: neither colours nor targets depend on the language, on who leads there or, but for script, on the size. */
const seen = new Set();

/** Opens the visitor's page in the modes it, or a part on it, was not seen in yet, and tells what is wrong there. */
export async function checkModes(visitor) {
  const here = new URL(visitor.page.url());
  const kind = here.pathname.replace(/[0-9A-Z]{10,}/g, "ID");
  const names = [kind, ...(await visitor.page.evaluate(classesOfThePage))];
  const density = await visitor.page.evaluate(() => document.documentElement.dataset.density);
  if (isNew(visitor, "dark", names)) {
    await inMode(visitor, here, ["theme", "dark"], (page) => visitor.axe(page, ["color-contrast"]));
  }
  if (density === "resident" && visitor.size !== "desktop" && isNew(visitor, "elder", names)) {
    await inMode(visitor, here, ["mode", "elder"], async (page) => [
      ...(await largeTargets(page)),
      ...(await fitsNarrow(page)),
      ...(await visitor.axe(page)),
    ]);
  }
}

/** Whether one of the names is new in a mode. Without script less is looked at: what was seen with it is seen. */
function isNew({ size }, mode, names) {
  const ways = size === "no-script" ? [mode, `${mode} no-script`] : [mode];
  const fresh = names.filter((name) => !ways.some((way) => seen.has(`${way} ${name}`)));
  fresh.forEach((name) => seen.add(`${ways.at(-1)} ${name}`));
  return fresh.length > 0;
}

/** Runs in the page. */
function classesOfThePage() {
  const classes = [...document.querySelectorAll("[class]")].flatMap((element) => [...element.classList]);
  return [...new Set(classes)];
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
