import { each } from "./behaviour";

const WAIT_MS = 350;

async function fetched(address: string, params: URLSearchParams): Promise<string | undefined> {
  const answer = await fetch(`${address}?${params}`, { headers: { "x-fragment": "1" } }).catch(() => undefined);
  return answer && answer.ok && !answer.redirected ? answer.text() : undefined;
}

function values(form: HTMLFormElement, names: string[]): URLSearchParams {
  const params = new URLSearchParams();
  const data = new FormData(form);
  names.forEach((name) => params.set(name, String(data.get(name) || "")));
  return params;
}

/**
 * `<form data-fragment="/desk/similar" data-fragment-fields="content address"
 * data-fragment-into="#similar">`: shows what the server says to the fields
 * while they are typed; never in the middle of a word of an input method.
 * `<select data-preview="/…">` asks as soon as it changes and fills
 * `#dispatch-preview`.
 */
export function fragment(): void {
  each<HTMLFormElement>("form[data-fragment]", (form) => {
    const into = document.querySelector<HTMLElement>(form.dataset.fragmentInto || "");
    const names = (form.dataset.fragmentFields || "").split(" ");
    if (!into) return;
    let timer = 0;
    let asked = "";
    const ask = async () => {
      const params = values(form, names);
      const now = params.toString();
      if (now === asked) return;
      asked = now;
      const html = await fetched(form.dataset.fragment || "", params);
      if (html !== undefined && now === asked) into.innerHTML = html;
    };
    const later = (event: Event) => {
      if ((event as InputEvent).isComposing) return;
      clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT_MS);
    };
    form.addEventListener("input", later);
    form.addEventListener("compositionend", later);
  });
  each<HTMLSelectElement>("select[data-preview]", (select) => {
    select.addEventListener("change", async () => {
      const preview = document.getElementById("dispatch-preview");
      if (!select.form || !preview) return;
      const html = await fetched(select.dataset.preview || "", values(select.form, ["category", "unit", "urgency"]));
      if (html !== undefined) preview.outerHTML = html;
    });
  });
}
