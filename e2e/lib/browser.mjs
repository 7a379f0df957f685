// Chromium as Debian installs it, and the two sizes people use.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** What a journey may ask for in `sizes`. */
export const SIZES = {
  phone: PHONE,
  desktop: { viewport: { width: 1440, height: 900 } },
  // Every task works without script: such a journey says so by running at this size too.
  "no-script": { ...PHONE, javaScriptEnabled: false },
};

export function executable() {
  const found = process.env.HUYING_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!found) throw new Error("no Chromium was found: `sudo apt-get install chromium`");
  return found;
}

export function launch() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}

/** A fresh reader: no cookie, no cache, animations off, in Beijing's time. */
export function newContext(browser, size, lang = "zh-CN") {
  return browser.newContext({
    ...SIZES[size],
    locale: lang,
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    serviceWorkers: "allow",
  });
}
