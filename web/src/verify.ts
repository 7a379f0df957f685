// Looks at codes on the device itself, with or without a network: by camera, hand scanner or typed.
// Without script the form asks the server.
import { Device } from "./code/kit";
import { isListOld, look, type Seen } from "./code/look";
import { keepPage } from "./code/page";
import { feel, scans, SHOWN_MS } from "./code/scanner";

/** A list is fetched anew so often while the page is open. */
const REFRESH_MS = 30000;

class Page {
  private readonly device: Device;
  private clearing = 0;

  constructor(private readonly root: HTMLElement, private readonly form: HTMLFormElement) {
    const { verify = "", verifyCounts = "", verifyNumber } = root.dataset;
    this.device = new Device(verify, verifyCounts, Number(verifyNumber));
  }

  private part<T extends Element>(name: string): T | null {
    return this.root.querySelector<T>(`[data-verify-${name}]`);
  }

  private word(name: string): string {
    return this.root.getAttribute(`data-word-${name}`) || "";
  }

  /** What is known and since when, and what waits. */
  say(): void {
    const [place, kit] = [this.part("state"), this.device.kit];
    if (!place || !kit) return;
    const isOld = isListOld(kit, this.device.now());
    const minutes = Math.max(0, Math.floor((this.device.now() - kit.revoked.made) / 60));
    const [now, some, hours] = this.word("ago").split("|");
    const age = minutes < 2 ? now : minutes < 120 ? some.replace("#", String(minutes)) : hours.replace("#", String(Math.floor(minutes / 60)));
    const left = this.device.waiting();
    const words = [isOld ? this.word("list-old") : this.word("state").replace("#", age), left ? this.word("waiting").replace("#", String(left)) : ""];
    const text = words.filter(Boolean).join(" ");
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("verifier__state--old", isOld);
  }

  /** Shows yes or no, large; then it is ready for the next. */
  private show(seen: Seen): void {
    const box = this.part("verdict");
    const kind = seen.good ? (seen.card ? "card" : "good") : "bad";
    const template = this.root.querySelector<HTMLTemplateElement>(`template[data-verdict=${kind}]`);
    const kit = this.device.kit;
    if (!box || !template || !kit) return;
    const made = template.content.cloneNode(true) as DocumentFragment;
    const set = (part: string, text: string) => {
      const place = made.querySelector(`.verdict__${part}`);
      if (place) place.textContent = text;
    };
    if (seen.good) {
      set("who", kit.brands[seen.brand] || this.word("brand-unknown"));
      set("tail", seen.tail);
    } else set("note", this.word(seen.why));
    box.textContent = "";
    box.append(made);
    feel(seen.good);
    clearTimeout(this.clearing);
    this.clearing = window.setTimeout(() => (box.textContent = ""), SHOWN_MS);
  }

  private async look(text: string): Promise<void> {
    const kit = this.device.kit;
    if (!kit) return;
    const seen = await look(text, kit, this.device.now());
    this.show(seen);
    this.device.count(seen.good);
    this.say();
    if (navigator.onLine !== false) await this.device.send();
    this.say();
  }

  async refresh(): Promise<void> {
    const outcome = await this.device.refresh();
    if (outcome === "out") location.reload();
    if (outcome === "taken") await this.device.send();
    this.say();
  }

  start(): void {
    const field = this.form.querySelector<HTMLInputElement>("input[name=code]");
    if (!field) return;
    const failed = () => (this.part("state") as HTMLElement).textContent = this.word("no-camera");
    scans(this.root, (text) => this.look(text), failed);
    this.form.addEventListener("submit", (event) => {
      if (!this.device.kit) return; // The server looks.
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = field.value;
      this.form.reset();
      field.focus();
      this.look(text);
    }, true);
    this.say();
    this.refresh();
    setInterval(() => document.hidden || this.refresh(), REFRESH_MS);
    window.addEventListener("online", () => this.refresh());
  }
}

const root = document.querySelector<HTMLElement>("[data-verify]");
const form = root && root.querySelector("form");
if (root && form && window.isSecureContext && crypto.subtle) {
  keepPage("/verify");
  new Page(root, form).start();
}
