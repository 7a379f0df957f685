// Looks at codes at the gate of a compound, by camera, hand scanner or typed. The server answers, for
// it alone knows house rules and suspensions. Without script the form asks it the same.
import { feel, scans, SHOWN_MS } from "./code/scanner";

function start(root: HTMLElement, form: HTMLFormElement, box: HTMLElement, state: HTMLElement): void {
  const field = form.elements.namedItem("code") as HTMLInputElement;
  const said = state.textContent;
  let clearing = 0;
  let asked = 0;

  async function look(text: string): Promise<void> {
    const turn = ++asked;
    const fields = new URLSearchParams(Array.from(new FormData(form), ([name, value]): [string, string] => [name, String(value)]));
    fields.set("code", text);
    const answer = await fetch(form.action, { method: "POST", body: fields }).catch(() => undefined);
    if (turn !== asked) return;
    // Taken out, or put elsewhere: the page of today says so.
    if (answer && answer.status < 500 && !answer.ok) return location.reload();
    const page = answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
    const verdict = page && page.querySelector(".verdict");
    box.textContent = "";
    state.textContent = verdict ? said : root.dataset.wordOffline || "";
    state.classList.toggle("verifier__state--old", !verdict);
    if (!verdict) return feel(false);
    box.append(document.adoptNode(verdict));
    feel(!verdict.classList.contains("verdict--bad"));
    clearTimeout(clearing);
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
}

const root = document.querySelector<HTMLElement>("[data-gate]");
const form = root && root.querySelector("form");
const [box, state] = ["verdict", "state"].map((part) => document.querySelector<HTMLElement>(`[data-verify-${part}]`));
if (root && form && box && state) start(root, form, box, state);
