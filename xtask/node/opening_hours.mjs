// Reads lines `[text, day, …]`, writes the state every half hour as npm opening_hours sees it:
// `o` open, `?` unknown, `.` closed; `!` when it refuses the text. The time zone is the caller's.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const OpeningHours = createRequire(new URL("../../e2e/package.json", import.meta.url))("opening_hours");

function states(text, days) {
  const hours = new OpeningHours(text, { address: { country_code: "cn" } });
  return days.flatMap((day) =>
    Array.from({ length: 48 }, (_, half) => {
      const at = hours.getIterator(new Date(`${day}T${String(half >> 1).padStart(2, "0")}:${half % 2 ? "37" : "07"}:00`));
      return at.getState() ? "o" : at.getUnknown() ? "?" : ".";
    }),
  ).join("");
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [text, ...days] = JSON.parse(line);
  try {
    console.log(states(text, days));
  } catch {
    console.log("!");
  }
}
