import { each, toast } from "./behaviour";

const PREFIX = "huying-draft-";
const WEEK_MS = 7 * 24 * 3600 * 1000;
type Pairs = [string, string][];

/** Text a person typed; never files, passwords, form tokens or hidden fields
    except those marked with data-draft-keep and the re-submit token, so that
    one report sent twice arrives once. */
function typed(form: HTMLFormElement): Pairs {
  const pairs: Pairs = [];
  new FormData(form).forEach((value, name) => {
    const field = form.elements.namedItem(name);
    const kind = field instanceof HTMLInputElement ? field.type : "";
    const marked = field instanceof HTMLInputElement && "draftKeep" in field.dataset;
    const kept = kind !== "password" && (kind !== "hidden" || marked || name === form.dataset.draftToken);
    if (typeof value === "string" && kept) pairs.push([name, value]);
  });
  return pairs;
}

function restore(form: HTMLFormElement, pairs: Pairs): boolean {
  let changed = false;
  for (const [name, value] of pairs) {
    for (const field of Array.from(form.elements)) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
      if (field.name !== name) continue;
      if (field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type)) {
        if (field.value === value && !field.checked) changed = field.checked = true;
      } else if (!field.value || field.type === "hidden") {
        changed = changed || field.type !== "hidden";
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
  return changed;
}

/**
 * `<form data-draft="report" data-draft-token="token" data-draft-restored="…">`:
 * keeps what was typed on this device until it has been sent, for a week at
 * most. `data-draft-sent="report"` on a later page clears it.
 */
export function draft(): void {
  each("[data-draft-sent]", (mark) => remove(mark.dataset.draftSent || ""));
  each<HTMLFormElement>("form[data-draft]", (form) => {
    const name = PREFIX + (form.dataset.draft || "");
    try {
      const kept = JSON.parse(localStorage.getItem(name) || "null") as { at: number; pairs: Pairs } | null;
      if (kept && Date.now() - kept.at > WEEK_MS) localStorage.removeItem(name);
      else if (kept && restore(form, kept.pairs) && form.dataset.draftRestored) toast(form.dataset.draftRestored);
    } catch {
      return; // Storage is off: nothing to keep.
    }
    const keep = () => localStorage.setItem(name, JSON.stringify({ at: Date.now(), pairs: typed(form) }));
    form.addEventListener("input", keep);
    form.addEventListener("submit", keep);
  });
}

function remove(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Storage is off.
  }
}
