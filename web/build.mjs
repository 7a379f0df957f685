// Builds web/dist: two style bundles, the script bundles and the icon, with
// hashed names, a manifest and precompressed twins.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { bundle } from "lightningcss";

const here = (path) => new URL(path, import.meta.url).pathname;
const dist = here("dist/");
// Old phones: the WeChat kernel of 2021 and iOS 13.
const styleTargets = { chrome: 86 << 16, ios_saf: 13 << 16 };

function style(name) {
  return bundle({ filename: here(`css/${name}.css`), minify: true, targets: styleTargets }).code;
}

async function script(name) {
  const built = await esbuild.build({
    entryPoints: [here(`src/${name}.ts`)],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2018",
    write: false,
    legalComments: "none",
  });
  return built.outputFiles[0].contents;
}

function put(manifest, name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = gzipSync(bytes, { level: 9 });
  writeFileSync(dist + hashed, bytes);
  writeFileSync(`${dist}${hashed}.br`, brotli);
  writeFileSync(`${dist}${hashed}.gz`, gzip);
  manifest[name] = hashed;
  console.log(`${hashed.padEnd(30)} ${bytes.length} B, gz ${gzip.length} B, br ${brotli.length} B`);
}

const files = [];
for (const name of ["resident", "desk"]) {
  files.push([`${name}.css`, style(name)]);
  files.push([`${name}.js`, await script(name)]);
}
// What a phone in the field needs besides: its outbox, and the worker that keeps the form offline.
for (const name of ["field", "field_worker"]) files.push([`${name}.js`, await script(name)]);
// What a device keeps of stations, on their pages alone.
files.push(["stations.js", await script("stations")]);
// The one code: shown by its holder, looked at by verifiers; the reader only where a browser has none.
for (const name of ["code", "verify", "gate", "code_reader"]) files.push([`${name}.js`, await script(name)]);
// The worker that keeps one page at hand without a network; several pages have one of their own.
files.push(["page_worker.js", await script("page_worker")]);
files.push(["icon.svg", readFileSync(here("static/icon.svg"))]);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const manifest = {};
for (const [name, bytes] of files) put(manifest, name, Buffer.from(bytes));
writeFileSync(`${dist}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
