// Screenshots: of every checked page into e2e/out, and for the README into docs/screenshots.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import UPNG from "upng-js";

export const out = fileURLToPath(new URL("../out/", import.meta.url));
const docs = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

const DOCS_BYTES_MAX = 150 * 1024;
/** Fewer colours make a smaller file; the first that fits is taken. */
const COLOURS = [256, 128, 64, 32, 16];

/** What the tests saw, for whoever looks into a failure. */
export async function keepShot(page, name) {
  await page.screenshot({ path: join(out, `${name}.jpg`), type: "jpeg", quality: 60, fullPage: true });
}

/** A picture for the README: what stands in the window, with a palette, small enough to commit. */
export async function writeDocsShot(page, name) {
  const image = UPNG.decode(await page.screenshot({ animations: "disabled" }));
  const pixels = UPNG.toRGBA8(image);
  const sizes = COLOURS.map((colours) => Buffer.from(UPNG.encode(pixels, image.width, image.height, colours)));
  const small = sizes.find((bytes) => bytes.length <= DOCS_BYTES_MAX);
  if (!small) throw new Error(`the picture ${name} stays above ${DOCS_BYTES_MAX / 1024} KiB: show less`);
  await mkdir(docs, { recursive: true });
  await writeFile(join(docs, `${name}.png`), small);
}
