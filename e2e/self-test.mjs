// Tests of the tests: a small server with one good page and one page per fault, and what the
// checks must say of each. A check that cannot fail would be worth nothing.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { mkdir } from "node:fs/promises";
import { launch } from "./lib/browser.mjs";
import { runJourney } from "./lib/journey.mjs";
import { out } from "./lib/shots.mjs";

const POLICY = "default-src 'self'";

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';

const STYLE = `
body { font: 17px/1.6 sans-serif; margin: 1rem; color: #111; background: #fff }
[data-theme=dark] body { color: #eee; background: #111 }
button { min-height: 44px; min-width: 44px; font: inherit }
[data-mode=elder] button { min-height: 60px; min-width: 60px }
.faint { color: #bbb; background: #fff } .wide { width: 500px; background: #eee; color: #111 }
.small { min-height: 0 !important; height: 20px }
[data-theme=dark] .dim { color: #333 }`;

/** Body of each page, and the words its only faults must contain; none for a good page. */
const PAGES = {
  good: ["<p>一切如常。</p>", []],
  label: ["<form method='get' action='/'><input name='a' type='text'></form>", ["label", "input"]],
  contrast: ["<p class='faint'>看不清的字</p>", ["color-contrast"]],
  dark: ["<p class='dim'>夜里看不清的字</p>", ["theme=dark", "color-contrast"]],
  html: ["<p id='a'>一</p><p id='a'>二</p>", ["no-dup-id"]],
  wide: ["<p class='wide'>太宽</p>", ["wider than 320 px"]],
  small: ["<button type='button' class='small'>小</button>", ["60 px in elder mode"]],
  style: ["<p style='margin:0'>内联样式</p>", ["content security policy", "style-src", "no-inline-style"]],
  console: ["<script src='/say.js'></script>", ["console: oh no"]],
  crash: ["<script src='/crash.js'></script>", ["script error"]],
  absent: ["<img src='/absent.png' alt='不在'>", ["/absent.png answered 404"]],
  host: ["<script src='/ask.js'></script>", ["asks another host: http://other.example", "console: "]],
};

const SCRIPTS = {
  "/say.js": "console.error('oh no')",
  "/crash.js": "missing()",
  "/ask.js": "fetch('http://other.example/').catch(() => {})",
};

const server = createServer(answer).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
await mkdir(out, { recursive: true });
const browser = await launch();
try {
  for (const [name, [, expected]] of Object.entries(PAGES)) await expectFaults(name, expected);
  await expectJourneyFaults();
  console.log(`the checks find what they must: ${Object.keys(PAGES).length + 4} cases`);
} finally {
  await browser.close();
  server.close();
}

async function expectFaults(name, expected) {
  const result = await run((visitor) => visitor.open(`/${name}`), "phone");
  if (expected.length === 0) assert.deepEqual(result.faults, [], name);
  else assert.notEqual(result.faults.length, 0, `${name}: no fault was found`);
  const strangers = result.faults.filter((fault) => !expected.some((words) => fault.includes(words)));
  assert.deepEqual(strangers, [], `${name}: other faults than expected`);
  const told = result.faults.join("\n");
  assert.ok(told.includes(expected[0] ?? ""), `${name}: ${told}`);
}

async function expectJourneyFaults() {
  const unchecked = await run((visitor) => visitor.page.goto(`${url}/good`), "desktop");
  assert.match(unchecked.faults.join("\n"), /without being checked[^]*checked no page/);
  const status = await run((visitor) => visitor.open("/nowhere"), "desktop");
  assert.match(status.faults.join("\n"), /answered 404, expected 200/);
  const missing = await run((visitor) => visitor.signIn("leader"), "desktop");
  assert.match(missing.faults.join("\n"), /no sign-in for the role leader/);
  const scriptless = await run((visitor) => visitor.open("/wide"), "no-script");
  assert.match(scriptless.faults.join("\n"), /wider than 320 px/);
}

function run(work, size) {
  const journey = { name: "self-test", run: work };
  return runJourney({ browser, server: { url, signIns: {} }, journey, size, docs: false });
}

function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, url);
  const send = (status, type, text) => {
    // The policy would stop the question to another host before it is asked.
    const policy = pathname === "/host" ? {} : { "content-security-policy": POLICY };
    response.writeHead(status, { "content-type": type, ...policy });
    response.end(text);
  };
  const page = PAGES[pathname.slice(1)];
  if (pathname === "/style.css") send(200, "text/css", STYLE);
  else if (pathname === "/icon.svg") send(200, "image/svg+xml", ICON);
  else if (SCRIPTS[pathname]) send(200, "text/javascript", SCRIPTS[pathname]);
  else if (page) send(200, "text/html; charset=utf-8", html(page[0], searchParams));
  else send(404, "text/html; charset=utf-8", html("<p>没有这一页。</p>", searchParams));
}

function html(body, query) {
  const mode = `data-density="resident" data-theme="${query.get("theme") ?? "light"}" data-mode="${query.get("mode") ?? "usual"}"`;
  return `<!DOCTYPE html>
<html lang="zh-CN" ${mode}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>试页</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>试页</h1>
${body.replaceAll("'", '"')}
</main>
</body>
</html>
`;
}
