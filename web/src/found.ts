import { announce, each } from "./behaviour";

const WAIT_MS = 120;
/** Four digits may be the beginning of a number: wait whether more come. */
const TAIL_WAIT_MS = 450;

/** Digits on their way to a telephone number ask for nothing. */
function isUnfinished(text: string): boolean {
  const digits = text.replace(/[\s+-]/g, "");
  return /^\d+$/.test(digits) && digits.length !== 4 && digits.length < 7;
}

/**
 * `<input data-found="/desk/call" data-found-into="#found">`: shows what came
 * before while the field is typed into, and never takes the focus by itself.
 * ↓ or Enter goes to the first card's button, ↑ and ↓ walk over the cards,
 * Escape comes back; 1…7 choose what the call is to the card one is on; Enter
 * without a card goes on to `[data-found-next]`.
 */
export function found(): void {
  each<HTMLInputElement>("input[data-found]", (input) => {
    const into = document.querySelector<HTMLElement>(input.dataset.foundInto || "");
    const form = input.form;
    if (!into || !form) return;
    let timer = 0;
    let asking: AbortController | undefined;
    let answered: Promise<void> = Promise.resolve();
    // What was typed before this script came is asked for too.
    let last = (into.textContent || "").trim() ? input.value.trim() : "";
    const buttons = () => Array.from(into.querySelectorAll<HTMLElement>("[data-found-join]"));

    const load = async (words: string, signal: AbortSignal) => {
      const address = `${input.dataset.found}?who=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { headers: { "x-fragment": "1" }, signal }).catch(() => undefined);
      if (!answer || !answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (signal.aborted) return;
      into.innerHTML = html;
      const summary = into.querySelector("[data-summary]");
      if (summary) announce(summary.textContent || "");
    };
    const ask = (): Promise<void> => {
      clearTimeout(timer);
      const words = input.value.trim();
      if (words === last) return answered;
      last = words;
      if (asking) asking.abort();
      if (!words || isUnfinished(words)) return (into.textContent = ""), (answered = Promise.resolve());
      asking = new AbortController();
      return (answered = load(words, asking.signal));
    };
    const later = (event: Event) => {
      if ((event as InputEvent).isComposing) return;
      clearTimeout(timer);
      timer = window.setTimeout(ask, /^\d{4}$/.test(input.value.trim()) ? TAIL_WAIT_MS : WAIT_MS);
    };
    if (input.value.trim() !== last) timer = window.setTimeout(ask, TAIL_WAIT_MS);
    const next = () => {
      const field = form.querySelector<HTMLElement>("[data-found-next]");
      if (field) field.focus();
    };
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      ask().then(() => {
        const first = buttons()[0];
        if (first) first.focus();
        else if (event.key === "Enter") next();
      });
    });
    into.addEventListener("keydown", (event) => {
      const all = buttons();
      const here = all.indexOf(document.activeElement as HTMLElement);
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.key === "Escape" || (step < 0 && here === 0)) (event.preventDefault(), input.focus());
      else if (/^[1-7]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const card = (event.target as HTMLElement).closest("li");
        const chosen = card && card.querySelector<HTMLElement>(`[data-found-digit="${event.key}"]`);
        if (chosen) (event.preventDefault(), chosen.click());
      } else if (step && all[here + step]) (event.preventDefault(), all[here + step].focus());
    });
  });
}
