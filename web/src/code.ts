// The holder's code moves on by itself, with or without a network; without script the server draws
// it anew every twenty seconds.
import { encode } from "./code/base45";
import { leftOf, STEP_S } from "./code/chain";
import { Codes, moving, type Live } from "./code/kept";
import { draw } from "./code/picture";
import { keepPage, stayAwake } from "./code/page";

/** Hidden for so long, the page shows another code when it is looked at again. */
const ANOTHER_MS = 60000;
const AGAIN_MS = 20000;
const FILL_MS = 300000;

class Page {
  private readonly uses: string[];
  private readonly use: string;
  private readonly verifier: number;
  private readonly codes: Codes;
  private live: Live | undefined;
  private at: ((now: number) => Uint8Array | undefined) | undefined;
  private drawn = "";
  private hiddenSince = 0;
  private isFilling = false;
  private isWorded = false; // The words on the page are those of this use.

  constructor(private readonly root: HTMLElement) {
    // Without a network one kept page serves for all uses: the address says which.
    const asked = new URLSearchParams(location.search);
    this.uses = (root.dataset.codeUses || "").split(" ");
    this.use = this.uses.find((one) => one === asked.get("use")) || this.uses[0];
    this.verifier = Number(asked.get("verifier")) || 0;
    this.codes = new Codes(root.dataset.codeOf || "", root.dataset.code || "");
  }

  private set(name: string, text: string): void {
    const part = this.root.querySelector(`[data-code-${name}]`);
    if (part && part.textContent !== text) part.textContent = text;
  }

  /** Words that came with a code may be in the language the page had then. */
  private say({ brand, place }: Live): void {
    this.set("brand", brand);
    this.set("place", place);
  }

  /** The tab of this use, on a page that was kept while another stood open. */
  private mark(): void {
    const links = document.querySelectorAll<HTMLAnchorElement>(".tabs__link");
    links.forEach((link) => {
      const isOurs = new URL(link.href).searchParams.get("use") === this.use;
      if (isOurs && link.hasAttribute("aria-current")) this.isWorded = navigator.onLine !== false;
      if (isOurs) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  /** Takes the next code; false when there is none. */
  async take(): Promise<boolean> {
    const live = this.codes.next(this.use, this.verifier);
    if (!live) return false;
    this.at = await moving(live);
    this.live = live;
    this.tick();
    return true;
  }

  tick(): void {
    const [picture, live] = [this.root.querySelector("[data-code-picture]"), this.live];
    if (!picture || !live || !this.at) return;
    const now = this.codes.now();
    const bytes = this.at(now);
    if (!bytes) return this.none();
    const text = encode(bytes);
    const left = leftOf(live.expires, now);
    if (text !== this.drawn) {
      this.drawn = text;
      draw(picture, text, this.root.dataset.codeLabel || "");
      document.querySelectorAll("[data-code-text]").forEach((written) => (written.textContent = text));
    }
    this.set("tail", live.tail);
    if (live.lang === document.documentElement.lang || !this.isWorded) this.say(live);
    this.set("left", (this.root.dataset.codeLeft || "#").replace("#", String(left)));
    const bar = this.root.querySelector<HTMLProgressElement>("progress");
    if (bar) Object.assign(bar, { max: STEP_S, value: left });
    this.root.classList.add("pass--live");
    this.root.classList.remove("pass--none", "pass--wait");
  }

  /** Nothing is kept for this use and there is no network. */
  none(): void {
    this.live = this.at = undefined;
    this.drawn = "";
    this.root.classList.add("pass--none");
    this.root.classList.remove("pass--live", "pass--wait");
  }

  /** Fetches what is missing; whoever is signed out keeps no code. */
  async fill(): Promise<void> {
    if (this.isFilling) return;
    this.isFilling = true;
    const others = this.uses.filter((one) => one !== this.use);
    const isSignedIn = await this.codes.fill(this.use, this.verifier, others).catch(() => true);
    this.isFilling = false;
    if (isSignedIn) {
      const isGone = this.live && !this.codes.has(this.live);
      if ((!this.live || isGone) && !(await this.take()) && isGone) location.reload();
      return;
    }
    this.codes.forget();
    location.assign(`/holder/sign-in?next=${encodeURIComponent(location.pathname)}`);
  }

  /** Without a live code, the server's is drawn anew. */
  private again(): void {
    setTimeout(() => !this.live && !document.hidden && location.reload(), AGAIN_MS);
  }

  async start(): Promise<void> {
    this.mark();
    if (this.codes.now() >= Number(this.root.dataset.codeUntil)) this.root.classList.add("pass--wait");
    if (!(await this.take())) {
      if (navigator.onLine === false) this.none();
      this.again();
    }
    stayAwake();
    setInterval(() => this.tick(), 1000);
    setInterval(() => this.fill(), FILL_MS);
    window.addEventListener("online", () => this.fill());
    document.addEventListener("visibilitychange", async () => {
      if (document.hidden) this.hiddenSince = Date.now();
      else {
        if (Date.now() - this.hiddenSince > ANOTHER_MS) await this.take();
        stayAwake();
        this.tick();
      }
    });
    await this.fill();
  }
}

const root = document.querySelector<HTMLElement>("[data-code]");
if (root && window.isSecureContext && crypto.subtle) {
  keepPage("/code");
  new Page(root).start();
} else if (root) setTimeout(() => location.reload(), AGAIN_MS); // Plain http: the server draws.
