// How long what is suggested while typing takes, at the server that runs:
//
//   HUYING_E2E_URL=http://127.0.0.1:8080 HUYING_E2E_DATA=data/demo node e2e/suggestions.mjs [ROUNDS]
//
// Asks each address ROUNDS times (100 unless said), one after the other, each time with other words,
// signed in as an operator. Prints the median, the 95th of a hundred and the slowest in
// milliseconds; ends with 1 when the 95th of an address takes longer than the desk may wait.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const MS_MAX = 100;
const url = (process.env.HUYING_E2E_URL ?? "http://127.0.0.1:8080").replace(/\/$/, "");
const data = process.env.HUYING_E2E_DATA ?? "data/demo";
const rounds = Number(process.argv[2] ?? 100);

const ROADS = ["丽景路", "钟楼巷", "望江路", "书院路", "听涛路", "枫林路", "鹭岛路", "晏公街"];
const MATTERS = ["路灯不亮", "井盖松动", "垃圾没有清运", "电梯停运", "夜间施工噪声", "停车堵住通道", "自来水发黄", "树枝压到电线"];
const words = (n) => `${ROADS[n % ROADS.length]}${(n * 7) % 300}号${MATTERS[(n * 3) % MATTERS.length]}`;

/** What an operator's page asks for while somebody types. The look-up by the end of a number is
 * written down and limited by the minute, so it is asked a few times only. */
const ADDRESSES = {
  "earlier orders alike": { path: (n) => `/desk/similar?content=${encodeURIComponent(`${words(n)}，请尽快处理。`)}`, rounds },
  "what came before, by words": { path: (n) => `/desk/call?who=${encodeURIComponent(words(n).slice(0, 8))}`, rounds },
  "what came before, by the end of a number": { path: (n) => `/desk/call?who=${String(1000 + n).slice(-4)}`, rounds: Math.min(rounds, 10) },
  "names of places": { path: (n) => `/desk/places?q=${encodeURIComponent(ROADS[n % ROADS.length].slice(0, 2))}`, rounds },
  "answers of the knowledge base": { path: (n) => `/desk/knowledge/search?q=${encodeURIComponent(MATTERS[n % MATTERS.length])}`, rounds },
};

const cookie = await signIn("operator");
let late = 0;
for (const [name, { path, rounds: times }] of Object.entries(ADDRESSES)) {
  const taken = await measure(path, times);
  const at = (share) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))];
  const p95 = at(0.95);
  if (p95 > MS_MAX) late += 1;
  console.log(`${name}: median ${at(0.5).toFixed(1)} ms, 95 of 100 within ${p95.toFixed(1)} ms, slowest ${taken.at(-1).toFixed(1)} ms (${times} times)`);
}
console.log(late === 0 ? `all within ${MS_MAX} ms` : `${late} slower than ${MS_MAX} ms`);
process.exitCode = late === 0 ? 0 : 1;

async function measure(path, times) {
  const taken = [];
  for (let n = 0; n < times + 5; n += 1) {
    const begun = performance.now();
    const answer = await fetch(url + path(n), { headers: { cookie, "x-fragment": "1" }, redirect: "manual" });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${path(n)} answered ${answer.status}`);
    // The first few find everything cold.
    if (n >= 5) taken.push(performance.now() - begun);
  }
  return taken.sort((one, two) => one - two);
}

async function signIn(role) {
  const lines = (await readFile(join(data, "sign-ins.txt"), "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
  const [, username, password] = lines.find(([first]) => first === role) ?? [];
  if (!username) throw new Error(`no sign-in for ${role} in ${data}`);
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: url, "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ username, password }),
  });
  const cookies = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  if (cookies.length === 0) throw new Error(`signing in answered ${answer.status} without a cookie`);
  return cookies.join("; ");
}
