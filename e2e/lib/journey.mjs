// One journey at one size: a fresh reader, everything watched, every page checked.

import { newContext } from "./browser.mjs";
import { Visitor } from "./visitor.mjs";
import { watch } from "./watch.mjs";

/** No journey takes this long; one that waits for ever must not hold up the others. */
const JOURNEY_MS_MAX = 240_000;

/** Runs it: `{ name, size, lang, pages, seconds, faults }`; an exception is a fault like any other. */
export async function runJourney({ browser, server, journey, size, lang = "zh-CN", docs }) {
  const start = performance.now();
  const context = await newContext(browser, size, lang);
  context.setDefaultTimeout(10_000);
  const watcher = await watch(context, new URL(server.url).origin);
  const visitor = new Visitor({ context, watcher, server, name: journey.name, size, lang, docs });
  try {
    await visitor.begin();
    await within(JOURNEY_MS_MAX, journey.run(visitor));
    await visitor.finish();
  } catch (error) {
    visitor.faults.push(error.stack ?? String(error));
    await visitor.keepLastSight();
  } finally {
    await context.close();
  }
  const faults = [...visitor.faults, ...watcher.faults];
  return { name: journey.name, size, lang, pages: visitor.pages, seconds: (performance.now() - start) / 1000, faults };
}

function within(limit, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the journey took longer than ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
