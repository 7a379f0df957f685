// Files for calendars, read by npm ical.js: one line for each event.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../e2e/package.json", import.meta.url));
const { default: ICAL } = await import(require.resolve("ical.js"));

const folder = process.argv[2];
const uids = new Set();
for (const name of ["0.ics", "1.ics", "2.ics", "feed.ics"]) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, name), "utf8")));
  const events = calendar.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error(`${name}: ${events.length} events`);
  const event = new ICAL.Event(events[0]);
  if (!event.summary.includes("法律援助")) throw new Error(event.summary);
  uids.add(event.uid);
  const value = (property) => events[0].getFirstPropertyValue(property);
  const alarm = events[0].getFirstSubcomponent("valarm") ? " alarm" : "";
  const method = calendar.getFirstPropertyValue("method");
  const start = event.startDate.toJSDate().toISOString().replace(".000", "");
  console.log(`${method} ${event.sequence} ${value("status")} ${start}${alarm}`);
}
if (uids.size !== 1) throw new Error([...uids].join(" "));
