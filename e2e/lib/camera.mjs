// A browser whose camera sees a picture: what stands on one telephone, held before another.

import { writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import UPNG from "upng-js";
import { executable, FLAGS, newContext } from "./browser.mjs";

/** Grey points of a screenshot, with its size. */
function grey(png) {
  const image = UPNG.decode(png);
  const [points] = UPNG.toRGBA8(image).map((frame) => new Uint8Array(frame));
  const luma = Uint8Array.from({ length: image.width * image.height }, (_, at) => (points[at * 4] + points[at * 4 + 1] + points[at * 4 + 2]) / 3);
  return { width: image.width, height: image.height, luma };
}

/** A screenshot as the picture format zbar and zxing read. */
export function pgm(png) {
  const { width, height, luma } = grey(png);
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), luma]);
}

/** A screenshot as a film of one picture. */
export async function writeFilm(file, png) {
  const { width, height, luma } = grey(png);
  const [w, h] = [width - (width % 2), height - (height % 2)];
  const rows = Array.from({ length: h }, (_, y) => luma.subarray(y * width, y * width + w));
  const colour = Buffer.alloc((w * h) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), ...rows, colour]);
  await writeFile(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${w} H${h} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]));
}

/** A telephone whose camera sees a film; the film may be written until the camera is opened. */
export async function withCamera(film, lang) {
  const flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`];
  const browser = await chromium.launch({ executablePath: executable(), args: [...FLAGS, ...flags] });
  const context = await newContext(browser, "phone", lang);
  await context.grantPermissions(["camera"]);
  context.setDefaultTimeout(10_000);
  return { context, page: await context.newPage(), close: () => browser.close() };
}
