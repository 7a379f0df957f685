import { announce, each } from "./behaviour";

const WAIT_MS = 180;

/**
 * `<input data-suggest="/desk/search" data-suggest-into="#results">`: asks
 * the server for a fragment while typing. Waits for the input method to
 * finish a word, and drops answers that come too late. Without script the
 * form around it sends the same question.
 */
export function suggest(): void {
  each<HTMLInputElement>("input[data-suggest]", (input) => {
    const results = document.querySelector<HTMLElement>(input.dataset.suggestInto || "");
    if (!results) return;
    let timer = 0;
    let asked: AbortController | undefined;
    let last = input.value.trim();

    const ask = async () => {
      const words = input.value.trim();
      if (words === last) return;
      last = words;
      if (asked) asked.abort();
      if (!words) return void (results.hidden = true);
      asked = new AbortController();
      try {
        const address = `${input.dataset.suggest}?q=${encodeURIComponent(words)}`;
        const answer = await fetch(address, { headers: { "x-fragment": "results" }, signal: asked.signal });
        if (!answer.ok || answer.redirected) return;
        results.innerHTML = await answer.text();
        results.hidden = false;
        const summary = results.querySelector("[data-summary]");
        if (summary) announce(summary.textContent || "");
      } catch {
        // Aborted or offline: the form still works.
      }
    };
    const later = (event: Event) => {
      if ((event as InputEvent).isComposing) return;
      clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT_MS);
    };
    input.addEventListener("input", later);
    input.addEventListener("compositionend", later);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") results.hidden = true;
      if (event.key === "ArrowDown") {
        const first = results.querySelector<HTMLElement>("a[href]");
        if (first) (event.preventDefault(), first.focus());
      }
    });
  });
}
