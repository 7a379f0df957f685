// The browser's verifier and the holder's moving code against what others make: `codes.json` by this
// program's own crate, `codes_cwt.json` by the PyPI package cwt (codes_cwt.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as esbuild from "esbuild";

const here = (path) => new URL(path, import.meta.url).pathname;
const json = (name) => JSON.parse(readFileSync(here(name), "utf8"));

async function load(path) {
  const built = await esbuild.build({ entryPoints: [here(path)], bundle: true, format: "esm", target: "es2018", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);
}

const { look } = await load("../src/code/look.ts");
const base45 = await load("../src/code/base45.ts");
const { moving } = await load("../src/code/kept.ts");
const chain = await load("../src/code/chain.ts");
const { hex, unhex } = await load("../src/code/bytes.ts");
const own = json("codes.json");

test("base45 as its standard says", () => {
  for (const [plain, text] of [["AB", "BB8"], ["Hello!!", "%69 VD92EX0"], ["base-45", "UJCLQE7W581"], ["ietf!", "QED8WEX0"]]) {
    assert.equal(base45.encode(Buffer.from(plain)), text);
    assert.equal(Buffer.from(base45.decode(text)).toString(), plain);
  }
  for (const bad of ["GGW", ":::", "A", "ABCD", "abc", "AB8ä"]) assert.equal(base45.decode(bad), undefined, bad);
});

test("every look says what the server says", async () => {
  assert.ok(own.looks.length > 40);
  const said = new Set();
  for (const [at, { text, verifier, now, revoked, says }] of own.looks.entries()) {
    const kit = { now, verifier, keys: own.keys, revoked, brands: {} };
    assert.deepEqual(await look(text, kit, now), says, `look ${at}`);
    said.add(says.why || "good");
  }
  assert.deepEqual([...said].sort(), ["expired", "good", "list-old", "not-ours", "old", "other-use", "other-verifier", "revoked"]);
});

test("a code of another program is looked at alike", async () => {
  const { keys, now, looks } = json("codes_cwt.json");
  assert.ok(looks.length >= 6);
  for (const { name, text, says } of looks) {
    const revoked = { made: now, good_until: now + 86400, bytes_each: 5, anchors: "" };
    const kit = { now, verifier: { number: 12, use: "gate", cards: true }, keys, revoked, brands: {} };
    assert.deepEqual(await look(text, kit, now), says, name);
  }
});

test("a device moves its code on as the server would", async () => {
  const { secret, anchor, code, moves_at, expires, shown } = own.device;
  const values = await chain.values(unhex(secret));
  assert.equal(hex(values[0]), anchor);
  assert.equal(values.length, chain.STEPS + 1);
  const at = await moving({ secret, code, moves_at, expires });
  for (const { now, text } of shown) assert.equal(base45.encode(at(now)), text, String(now));
  assert.equal(at(expires), undefined, "after its end");
  assert.equal(at(expires - chain.SPAN_S - 1), undefined, "before its day");
  assert.ok(shown.every(({ text }) => text.length <= 190));
});

test("seconds left are those of the step", () => {
  for (const [now, left] of [[0, 30], [1, 29], [29, 1], [30, 30], [-1, 1]]) assert.equal(chain.leftOf(0, now), left, String(now));
});

test("a drawn code is read back by the reader that is sent to browsers without one", async () => {
  const { default: encodeQR } = await import("qr");
  const { default: decodeQR } = await import("qr/decode.js");
  for (const { text } of own.device.shown) {
    const modules = encodeQR(text, "raw", { ecc: "medium", encoding: "alphanumeric", border: 4 });
    assert.equal((modules.length - 8 - 17) / 4, 8, "version");
    const side = modules.length * 5;
    const data = new Uint8ClampedArray(side * side * 4).fill(255);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        if (modules[Math.floor(y / 5)][Math.floor(x / 5)]) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    assert.equal(decodeQR({ width: side, height: side, data }), text);
  }
});
