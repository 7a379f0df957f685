// Counts what a task costs a person at the keyboard: keys, round trips, and the time it takes a
// trained hand. Waiting for the machine is measured; hands and voice are reckoned.

/** A trained typist's key, in ms (keystroke-level model, 55 words a minute). */
const KEY_MS = 200;
/** Keys for one Chinese character with an input method, choosing included. */
const KEYS_PER_HAN = 3;
/** Characters a second when something is read out calmly (270 a minute). */
const READ_PER_S = 4.5;
/** Once a task: looking at the screen and deciding. */
const LOOK_MS = 1_200;

export class Stopwatch {
  keys = 0;
  trips = 0;
  waitedMs = 0;
  readMs = 0;
  looks = 0;
  /** How long each fragment took, by path. */
  fragments = {};

  constructor(page) {
    this.page = page;
    this.onRequest = (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/assets/") || pathname === "/desk/live") return;
      this.trips += 1;
    };
    this.onFinished = (request) => {
      const { pathname } = new URL(request.url());
      const { responseEnd } = request.timing();
      if (request.resourceType() === "fetch") (this.fragments[pathname] ??= []).push(responseEnd);
    };
    page.on("request", this.onRequest);
    page.on("requestfinished", this.onFinished);
  }

  /** One key, and if it leads somewhere, the wait for that. */
  async press(key, { loads = false } = {}) {
    this.keys += key.split("+").length;
    const arrival = loads ? this.page.waitForEvent("load") : undefined;
    const start = performance.now();
    await this.page.keyboard.press(key);
    await arrival;
    if (loads) this.waitedMs += performance.now() - start;
  }

  /** Typing, as a person with an input method would. */
  async type(text) {
    const han = [...text].filter((letter) => /\p{Script=Han}/u.test(letter)).length;
    this.keys += han * KEYS_PER_HAN + (text.length - han);
    if (han > 0) await this.page.keyboard.insertText(text);
    else await this.page.keyboard.type(text);
  }

  /** Waits until something is to be seen. */
  async wait(locator) {
    const start = performance.now();
    await locator.waitFor({ state: "visible" });
    this.waitedMs += performance.now() - start;
    this.looks += 1;
  }

  /** Reading something out to the caller. */
  async read(locator) {
    const text = (await locator.innerText()).trim();
    this.readMs += (text.length / READ_PER_S) * 1000;
    return text;
  }

  /** Stops, prints and answers the figures. */
  stop(name) {
    this.page.off("request", this.onRequest);
    this.page.off("requestfinished", this.onFinished);
    const seconds = (this.keys * KEY_MS + this.looks * LOOK_MS + this.waitedMs + this.readMs) / 1000;
    const waits = Object.entries(this.fragments).map(([path, all]) => `${path} ≤ ${Math.max(...all).toFixed(0)} ms`);
    console.log(
      `    ${name}: ${this.keys} keys, ${this.trips} round trips, ${this.waitedMs.toFixed(0)} ms waiting for the machine, ` +
        `${(this.readMs / 1000).toFixed(1)} s read out, about ${seconds.toFixed(1)} s in all; ${waits.join(", ")}`,
    );
    return { keys: this.keys, trips: this.trips, seconds, fragments: this.fragments };
  }
}
