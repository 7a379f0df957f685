// For a telephone in the field: what cannot be sent waits here and is sent once.
import { announce, each, toast } from "./behaviour";
import { locate } from "./locate";
import { add, all, remove, type Waiting } from "./outbox";

const AGAIN_MS = 30000;

/** A key no other report has; works on plain http too. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

type Outcome = "sent" | "offline" | "sign-in" | "refused";

/** Where the last form that was taken led to. */
let led = "";

const SENT = "huying-sent";
const SENT_MAX = 10;

/** Remembers where each sent form can be followed, and shows that where the page wants it. */
function receipts(added?: string): void {
  let known: string[] = [];
  try {
    known = JSON.parse(localStorage.getItem(SENT) || "[]");
    if (added) localStorage.setItem(SENT, JSON.stringify((known = [added, ...known].slice(0, SENT_MAX))));
  } catch {
    if (added) known = [added]; // No storage on this device.
  }
  each<HTMLElement>("[data-outbox-sent]", (list) => {
    list.textContent = "";
    known.forEach((address, at) => {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = (list.dataset.outboxSent || "#").replace("#", String(at + 1));
      list.appendChild(document.createElement("li")).appendChild(link);
    });
    list.hidden = known.length === 0;
  });
}

async function send(one: Waiting): Promise<Outcome> {
  const body = new FormData();
  const token = document.querySelector<HTMLInputElement>("input[name=csrf]");
  body.append("csrf", token ? token.value : ""); // Looked for at the beginning.
  one.fields.forEach(([name, value]) => name !== "csrf" && body.append(name, value));
  body.append("waited_ms", String(Math.max(0, Date.now() - one.at)));
  one.photos.forEach((photo) => body.append("photos", photo, "photo.jpg"));
  const answer = await fetch(one.action, { method: "POST", body }).catch(() => undefined);
  if (!answer || answer.status >= 500 || answer.status === 429) return "offline";
  if (new URL(answer.url).pathname.startsWith("/sign-in") || answer.status === 401) return "sign-in";
  if (answer.ok) {
    const { pathname, search } = new URL(answer.url);
    led = pathname + search;
    if (!pathname.startsWith("/desk/")) receipts(led); // Staff find theirs in their lists.
  }
  return answer.ok ? "sent" : "refused";
}

let busy = false;

/** Sends what waits, one after the other; says what is left. */
async function flush(): Promise<number> {
  if (busy) return -1;
  busy = true;
  let say: Outcome = "offline";
  try {
    for (const one of await all()) {
      const outcome = await send(one);
      if (outcome === "sent") await remove(one.key);
      else if ((say = outcome) !== "refused") break;
    }
  } finally {
    busy = false;
  }
  const left = (await all()).length;
  show(left, say);
  return left;
}

function show(left: number, outcome: Outcome): void {
  each("[data-outbox]", (box) => {
    const words = box.querySelector<HTMLElement>("[data-outbox-say]");
    const text = outcome === "sign-in" ? box.dataset.outboxSignIn : outcome === "refused" ? box.dataset.outboxRefused : box.dataset.outboxText;
    box.hidden = left === 0;
    if (words) words.textContent = (text || "#").replace("#", String(left));
    if (left && words) announce(words.textContent || "");
  });
}

function keep(form: HTMLFormElement): Waiting {
  const data = new FormData(form);
  const waiting: Waiting = { key: String(data.get("key") || newKey()), action: form.action, at: Date.now(), fields: [], photos: [] };
  data.forEach((value, name) => {
    if (typeof value === "string") waiting.fields.push([name, value]);
    else if (value.size) waiting.photos.push(value);
  });
  return waiting;
}

/** Whether each group of fields (`photos|words lon|address`) has something in it. */
function isWhole(form: HTMLFormElement): boolean {
  const data = new FormData(form);
  const has = (name: string) => data.getAll(name).some((value) => (typeof value === "string" ? value.trim() !== "" : value.size > 0));
  const needs = form.dataset.outboxNeeds || (form.querySelector("input[name=kind]") ? "kind" : "");
  return needs.split(" ").every((group) => group === "" || group.split("|").some(has));
}

function outbox(): void {
  each<HTMLFormElement>("form[data-outbox-form]", (form) => {
    const key = form.querySelector<HTMLInputElement>("input[name=key]");
    // A form kept for use without a network must not bring an old key.
    if (key && !form.querySelector(".error-summary")) key.value = newKey();
    form.addEventListener("submit", async (event) => {
      if (!isWhole(form)) return; // The server says what is missing.
      event.preventDefault();
      event.stopImmediatePropagation();
      try {
        await add(keep(form));
      } catch {
        form.submit(); // No storage on this device: as without script.
        return;
      }
      const left = await flush();
      if (left === 0) location.assign(led);
      else {
        form.reset();
        each(".picked", (list) => (list.textContent = ""));
        if (key) key.value = newKey();
        toast(form.dataset.outboxKept || "");
      }
    }, true);
  });
  flush().catch(() => undefined);
  window.addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  setInterval(() => navigator.onLine !== false && flush(), AGAIN_MS);
}

locate();
receipts();
if (typeof indexedDB !== "undefined") outbox();
if ("serviceWorker" in navigator && window.isSecureContext) {
  const named = document.querySelector<HTMLElement>("[data-outbox-scope]")?.dataset.outboxScope;
  const scope = named || (location.pathname.startsWith("/desk/field") ? "/desk/field/" : "");
  if (scope) navigator.serviceWorker.register(`${scope}worker.js`, { scope }).catch(() => undefined);
}
