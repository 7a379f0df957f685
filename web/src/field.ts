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

async function send(one: Waiting): Promise<Outcome> {
  const body = new FormData();
  const token = document.querySelector<HTMLInputElement>("input[name=csrf]");
  body.append("csrf", token ? token.value : ""); // Looked for at the beginning.
  one.fields.forEach(([name, value]) => name !== "csrf" && body.append(name, value));
  body.append("waited_ms", String(Math.max(0, Date.now() - one.at)));
  one.photos.forEach((photo) => body.append("photos", photo, "photo.jpg"));
  const answer = await fetch(one.action, { method: "POST", body }).catch(() => undefined);
  if (!answer || answer.status >= 500) return "offline";
  if (new URL(answer.url).pathname.startsWith("/sign-in") || answer.status === 401) return "sign-in";
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

function outbox(): void {
  each<HTMLFormElement>("form[data-outbox-form]", (form) => {
    const key = form.querySelector<HTMLInputElement>("input[name=key]");
    // A form kept for use without a network must not bring an old key.
    if (key && !form.querySelector(".error-summary")) key.value = newKey();
    form.addEventListener("submit", async (event) => {
      if (form.querySelector("input[name=kind]") && !new FormData(form).get("kind")) return; // The server says what is missing.
      event.preventDefault();
      event.stopImmediatePropagation();
      try {
        await add(keep(form));
      } catch {
        form.submit(); // No storage on this device: as without script.
        return;
      }
      const left = await flush();
      if (left === 0) location.assign(form.action.includes("/visits") ? "/desk/field?sent=visit" : "/desk/field?sent=report");
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
if (typeof indexedDB !== "undefined") outbox();
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/desk/field/worker.js", { scope: "/desk/field/" }).catch(() => undefined);
}
