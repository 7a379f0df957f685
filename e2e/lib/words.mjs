// What a page says, looked up in the message catalogues: a journey walks the same way in every
// language and repeats none of their words.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const crates = fileURLToPath(new URL("../../crates/", import.meta.url));
const catalogues = new Map();

/** The longest piece of a message that stands on the page as it is: `{ $name }` and `#` are filled in. */
export function say(lang, key) {
  const value = catalogue(lang).get(key);
  if (value === undefined) throw new Error(`no message ${key} in ${lang}`);
  const pieces = value.split(/\{[^}]*\}|#/).map((piece) => piece.trim());
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest));
}

function catalogue(lang) {
  if (!catalogues.has(lang)) catalogues.set(lang, new Map(readdirSync(crates).flatMap((crate) => messages(crate, lang))));
  return catalogues.get(lang);
}

function messages(crate, lang) {
  const folder = join(crates, crate, "locales", lang);
  const files = listed(folder).filter((file) => file.endsWith(".ftl"));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  return lines.map((line) => /^([a-z][\w-]*) = (.*)$/.exec(line)).filter(Boolean).map(([, key, value]) => [key, value]);
}

function listed(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
