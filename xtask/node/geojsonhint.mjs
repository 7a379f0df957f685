// The map's features, read by npm @mapbox/geojsonhint: says how many, or what is wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../e2e/package.json", import.meta.url));
const { hint } = require("@mapbox/geojsonhint");

const text = readFileSync(process.argv[2], "utf8");
const faults = hint(text);
if (faults.length > 0) throw new Error(JSON.stringify(faults.slice(0, 5)));
console.log(`geojsonhint: ${JSON.parse(text).features.length} features`);
