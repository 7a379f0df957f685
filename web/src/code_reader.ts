// Finds a code in a picture of the camera; fetched only where the browser cannot do it itself.
import decodeQR from "qr/decode.js";

/** A code fills a third of the picture at least; more points only cost time. */
const SIDE_MAX = 720;

const canvas = document.createElement("canvas");

/** The text of the code in sight. */
export function readFrame(source: HTMLVideoElement): string | undefined {
  const scale = Math.min(1, SIDE_MAX / Math.max(source.videoWidth, source.videoHeight));
  canvas.width = Math.round(source.videoWidth * scale);
  canvas.height = Math.round(source.videoHeight * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D | null;
  if (!context || !canvas.width) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return undefined; // None in this picture.
  }
}
