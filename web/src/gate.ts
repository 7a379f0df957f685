// Looks at codes at the gate of a compound, by camera, hand scanner or typed. The server answers, for
// it alone knows house rules and suspensions. Without script the form asks it the same.
import { keepPage } from "./code/page";
import { feel, scans, SHOWN_MS } from "./code/scanner";

/** A gate does not wait longer for the server. */
const WAIT_MS = 8000;

/** The server's answer to a form; nothing when it does not come. */
async function ask(form: HTMLFormElement, text: string): Promise<Response | undefined> {
  const fields = new URLSearchParams(Array.from(new FormData(form), ([name, value]): [string, string] => [name, String(value)]));
  fields.set("code", text);
  const late = new AbortController();
  const waiting = setTimeout(() => late.abort(), WAIT_MS);
  const answer = await fetch(form.action, { method: "POST", body: fields, signal: late.signal }).catch(() => undefined);
  clearTimeout(waiting);
  return answer;
}

function start(root: HTMLElement, form: HTMLFormElement, box: HTMLElement, state: HTMLElement): void {
  const field = form.elements.namedItem("code") as HTMLInputElement;
  const said = state.textContent;
  let clearing = 0;
  let asked = 0;

  /** Whether the server answers: without it nobody can be let in or refused here. */
  function say(isReached: boolean): void {
    state.textContent = isReached ? said : root.dataset.wordOffline || "";
    state.classList.toggle("verifier__state--old", !isReached);
  }

  async function look(text: string): Promise<void> {
    const turn = ++asked;
    // Nobody takes the verdict on the one before for this one's.
    clearTimeout(clearing);
    box.textContent = "";
    state.textContent = root.dataset.wordLooking || "";
    const answer = await ask(form, text);
    const page = answer && answer.ok ? new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html") : undefined;
    if (turn !== asked) return;
    // Taken out, or put elsewhere: the page of today says so.
    if (answer && !answer.ok && answer.status < 500 && answer.status !== 429) return location.reload();
    const verdict = page && page.querySelector(".verdict");
    say(Boolean(verdict));
    if (!verdict) return feel(false);
    box.append(document.adoptNode(verdict));
    feel(!verdict.classList.contains("verdict--bad"));
    clearing = window.setTimeout(() => (box.textContent = ""), SHOWN_MS);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = field.value;
    field.value = "";
    field.focus();
    look(text);
  }, true);
  scans(root, look, () => (state.textContent = root.dataset.wordNoCamera || ""));
  window.addEventListener("online", () => say(true));
  window.addEventListener("offline", () => say(false));
  if (navigator.onLine === false) say(false);
}

const root = document.querySelector<HTMLElement>("[data-gate]");
const form = root && root.querySelector("form");
const [box, state] = ["verdict", "state"].map((part) => document.querySelector<HTMLElement>(`[data-verify-${part}]`));
if (root && form && box && state) {
  keepPage("/verify");
  start(root, form, box, state);
}
