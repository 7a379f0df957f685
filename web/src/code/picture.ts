// Draws a code as the server does: one path that takes the colour of the text, four white modules
// around it.
import encodeQR from "qr";

const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

/** Dark modules as rows of rectangles. */
function path(modules: boolean[][]): string {
  let out = "";
  modules.forEach((line, row) => {
    for (let start = line.indexOf(true); start !== -1; ) {
      let end = line.indexOf(false, start);
      if (end === -1) end = line.length;
      out += `M${start} ${row}h${end - start}v1h-${end - start}z`;
      start = line.indexOf(true, end);
    }
  });
  return out;
}

/** Puts a code's picture into one that is there already, or makes it. */
export function draw(into: Element, text: string, label: string): void {
  const modules = encodeQR(text, "raw", { ecc: "medium", encoding: "alphanumeric", border: QUIET });
  const side = String(modules.length);
  const part = (name: string, attributes: { [name: string]: string }) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  const picture = part("svg", { class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  picture.append(part("rect", { class: "qr__ground", width: side, height: side }), part("path", { class: "qr__dark", d: path(modules) }));
  into.textContent = "";
  into.append(picture);
}
