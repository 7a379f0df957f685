// The reader of a journey. Every page that comes up is checked; one that was not is a fault.

import { accessible, chinese, fitsNarrow, validHtml } from "./checks.mjs";
import { checkModes } from "./modes.mjs";
import { keepShot, writeDocsShot } from "./shots.mjs";
import { say } from "./words.mjs";

/** Pages that were checked in this run, as they read and at their size: the same one again says nothing new. */
const read = new Set();

export class Visitor {
  /** Faults of this journey, told at its end. */
  faults = [];
  /** How many pages were checked. */
  pages = 0;

  #judged = 0;

  constructor({ context, watcher, server, name, size, lang, docs }) {
    Object.assign(this, { context, watcher, server, name, size, lang, docs });
  }

  async begin() {
    this.page = await this.context.newPage();
  }

  /** Opens a path of the server and checks the page. */
  async open(path, { status = 200 } = {}) {
    await this.page.goto(this.server.url + path, { waitUntil: "load" });
    await this.#check(status);
  }

  /** Does something that leads to another page (or the same one with errors), and checks that. */
  async act(work, { status = 200 } = {}) {
    await Promise.all([this.page.waitForEvent("load"), work(this.page)]);
    await this.#check(status);
  }

  /** Checks what script made of the page without leaving it: a dialog, an opened menu. */
  async checkState(name) {
    this.tell(await this.watcher.quietly(() => this.axe(this.page)), name);
    await keepShot(this.page, this.shotName(name));
  }

  /** Signs in with the demo account of a role. */
  async signIn(role) {
    const account = this.server.signIns[role];
    if (!account) throw new Error(`no sign-in for the role ${role}: ${Object.keys(this.server.signIns).join(", ")}`);
    await this.open("/sign-in");
    await this.page.locator("input[name=username]").fill(account.username);
    await this.page.locator("input[name=password]").fill(account.password);
    await this.act((page) => page.locator("form:has(input[name=password]) button[type=submit]").click());
  }

  /** Fails unless these words come into sight. */
  async see(words) {
    await this.page.getByText(words).first().waitFor({ state: "visible" });
  }

  /** What a message says in the reader's language. */
  say(key) {
    return say(this.lang, key);
  }

  /** Adds a fault unless it holds, and goes on. */
  expect(holds, otherwise) {
    if (!holds) this.faults.push(`${this.#where()}: ${otherwise}`);
  }

  /** A picture for the documents, in Chinese, when asked for; of a part, with the part in the middle. */
  async docsShot(name, part) {
    if (!this.docs || this.lang !== "zh-CN") return;
    if (part) await part.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await writeDocsShot(this.page, name);
  }

  /** Called at the end: nothing was passed by unchecked. */
  async finish() {
    const unseen = (await this.watcher.documents()).length - this.#judged;
    if (unseen > 0) this.faults.push(`${unseen} pages came up without being checked: use open() and act()`);
    if (this.pages === 0) this.faults.push("the journey checked no page");
  }

  /** For whoever looks into a failure. */
  keepLastSight() {
    return keepShot(this.page, this.shotName("failure")).catch(() => {});
  }

  async #check(status) {
    this.pages += 1;
    const documents = await this.watcher.documents();
    const sent = documents.at(-1);
    // A page that leads on at once counts as one with where it leads.
    this.#judged = documents.length;
    if (!sent) throw new Error(`${this.page.url()} is no HTML page`);
    this.expect(sent.status === status, `answered ${sent.status}, expected ${status}`);
    if (this.#isNew(sent.html)) {
      this.tell(await validHtml(sent.html));
      await this.watcher.quietly(async () => {
        this.tell(await this.axe(this.page));
        this.tell(await fitsNarrow(this.page));
        if (this.lang === "en") this.tell(await chinese(this.page));
      });
    }
    await keepShot(this.page, this.shotName(new URL(this.page.url()).pathname));
    if (status === 200) await checkModes(this);
  }

  /** Whether no page that differs in nothing but its tokens and ids was checked before. */
  #isNew(html) {
    const page = [this.size, this.lang, html.replace(/[\w-]{20,}/g, "")].join(" ");
    if (read.has(page)) return false;
    read.add(page);
    return true;
  }

  /** axe waits on timers, which do not run where script is off; there the other sizes speak. */
  async axe(page, only) {
    return this.size === "no-script" ? [] : accessible(page, only);
  }

  /** Another page was looked at on purpose. */
  judge() {
    this.#judged += 1;
  }

  /** Keeps faults, with the place where they are. */
  tell(faults, state = "") {
    const place = state ? `${this.#where()} (${state})` : this.#where();
    this.faults.push(...faults.map((fault) => `${place}: ${fault}`));
  }

  #where() {
    return new URL(this.page.url()).pathname;
  }

  shotName(part) {
    const number = String(this.pages).padStart(2, "0");
    return `${this.name}-${this.size}-${this.lang}-${number}-${part.replace(/[^\w-]+/g, "_").slice(0, 60)}`;
  }
}
