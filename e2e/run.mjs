// Browser and accessibility tests: drives the built server with Chromium, journey after journey.
//
//   node e2e/run.mjs [--only PART-OF-A-NAME] [--docs] [--every]
//
// --every walks them in every language at every size, which takes half as long again.
// --docs walks them in Chinese alone and writes the pictures of the documents into docs/screenshots.
// HUYING_BIN, HUYING_CHROMIUM: the programs, found by themselves if unset.
// HUYING_E2E_URL: use a server that already runs; HUYING_E2E_DATA is then its data folder.
//
// Several journeys are under way at once, each lane with a server and a city of its own: what one
// lane does is not seen in another.

import { mkdir, readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { launch } from "./lib/browser.mjs";
import { startServers } from "./lib/server.mjs";
import { out } from "./lib/shots.mjs";
import { runJourney } from "./lib/journey.mjs";

const LANES_MAX = 2;
const LANGUAGES = ["zh-CN", "en"];

const options = readOptions(process.argv.slice(2));
const journeys = await readJourneys(options.only);
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const servers = await startServers(Math.min(LANES_MAX, availableParallelism()));
const browser = await launch();
const waiting = journeys.flatMap(runsOf);
const results = [];
try {
  await Promise.all(servers.map(lane));
} finally {
  await browser.close();
  await Promise.all(servers.map((server) => server.stop()));
}
summarise(results);

function readOptions(words) {
  const known = { only: undefined, docs: false, every: false };
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] === "--docs") known.docs = true;
    else if (words[index] === "--every") known.every = true;
    else if (words[index] === "--only") known.only = words[(index += 1)];
    else fail(`“${words[index]}” is not understood; --only NAME, --docs and --every are`);
  }
  return known;
}

async function readJourneys(only = "") {
  const folder = new URL("./journeys/", import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".mjs")).sort();
  const chosen = files.filter((file) => file.includes(only));
  if (chosen.length === 0) fail(`no journey is called “${only}”; there are ${files.join(", ")}`);
  return Promise.all(
    chosen.map(async (file) => {
      const { default: journey } = await import(new URL(file, folder));
      return { sizes: ["phone", "desktop"], langs: LANGUAGES, ...journey, name: file.replace(".mjs", "") };
    }),
  );
}

/** At every size in the first language, unless the journey says how; in others in the first size, where words are tightest, or with `--every` in all. */
function runsOf(journey) {
  if (journey.runs) return journey.runs.map((run) => ({ journey, ...run }));
  const inFirst = journey.sizes.map((size) => ({ journey, size, lang: journey.langs[0] }));
  // The pictures of the documents are Chinese.
  if (options.docs) return inFirst.filter(({ size }) => size !== "no-script");
  const sizes = options.every ? journey.sizes : journey.sizes.slice(0, 1);
  return [...inFirst, ...journey.langs.slice(1).flatMap((lang) => sizes.map((size) => ({ journey, size, lang })))];
}

async function lane(server) {
  for (let run = waiting.shift(); run; run = waiting.shift()) {
    const result = await runJourney({ browser, server, docs: options.docs, ...run });
    results.push(result);
    announce(result);
  }
}

function announce({ name, size, lang, pages, seconds, faults }) {
  const verdict = faults.length === 0 ? "passed" : "FAILED";
  console.log(`${verdict}  ${name} (${size}, ${lang}): ${pages} pages in ${seconds.toFixed(1)} s`);
  for (const fault of faults) console.log(`    ${fault.replaceAll("\n", "\n      ")}`);
}

function summarise(all) {
  const failed = all.filter((result) => result.faults.length > 0).length;
  const pages = all.reduce((sum, result) => sum + result.pages, 0);
  console.log(`journeys: ${all.length - failed} passed, ${failed} failed, ${pages} pages checked`);
  process.exitCode = failed === 0 && all.length > 0 ? 0 : 1;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
