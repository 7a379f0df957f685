import { announce, each } from "./behaviour";

const WAIT_MS = 150;

/**
 * `<div data-where="/desk/where" data-where-fields="content address"
 * data-where-address="address" data-where-place="place">`: shows where the
 * words say it is while they are typed, and never takes the focus. A press on
 * a place keeps it in the hidden field, and says it in an empty address; a
 * second press lets it go. The arrow keys walk over the places. Without script
 * the same buttons send the form.
 */
export function where(): void {
  each<HTMLElement>("[data-where]", (box) => {
    const form = box.closest("form");
    const field = (name: string | undefined) => form && (form.elements.namedItem(name || "") as HTMLInputElement | null);
    const place = field(box.dataset.wherePlace);
    if (!form || !place) return;
    let timer = 0;
    let asked = "";
    let asking: AbortController | undefined;
    const chips = () => Array.from(box.querySelectorAll<HTMLButtonElement>("[data-where-choose]"));
    const query = () => {
      const data = new FormData(form);
      const params = new URLSearchParams();
      (box.dataset.whereFields || "").split(" ").forEach((name) => params.set(name, String(data.get(name) || "").slice(0, 800)));
      return params.toString();
    };
    const ask = async (isChoice = false) => {
      const now = query();
      // Whoever walks over the places keeps them as they are.
      if (now === asked || (!isChoice && box.contains(document.activeElement))) return;
      asked = now;
      if (asking) asking.abort();
      asking = new AbortController();
      const answer = await fetch(`${box.dataset.where}?${now}`, { headers: { "x-fragment": "1" }, signal: asking.signal }).catch(() => undefined);
      if (!answer || !answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (now !== asked) return;
      const at = chips().indexOf(document.activeElement as HTMLButtonElement);
      box.innerHTML = html;
      const again = chips()[at];
      if (at >= 0 && again) again.focus();
    };
    const later = (event: Event) => {
      if ((event as InputEvent).isComposing) return;
      clearTimeout(timer);
      timer = window.setTimeout(ask, WAIT_MS);
    };
    form.addEventListener("input", later);
    form.addEventListener("compositionend", later);
    box.addEventListener("click", (event) => {
      const chip = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-where-choose]");
      if (!chip) return;
      event.preventDefault();
      const isTaken = place.value === chip.value;
      place.value = isTaken ? "" : chip.value;
      const address = field(box.dataset.whereAddress);
      if (!isTaken && address && !address.value.trim()) address.value = chip.dataset.whereSays || "";
      if (!isTaken) announce(chip.dataset.whereSays || "");
      void ask(true);
      form.dispatchEvent(new Event("input"));
    });
    box.addEventListener("keydown", (event) => {
      const all = chips();
      const here = all.indexOf(document.activeElement as HTMLButtonElement);
      const step = /^Arrow(Down|Right)$/.test(event.key) ? 1 : /^Arrow(Up|Left)$/.test(event.key) ? -1 : 0;
      const next = step && here >= 0 && all[here + step];
      if (next) (event.preventDefault(), next.focus());
      if (event.key === "Escape" && here >= 0) {
        const address = field(box.dataset.whereAddress);
        if (address) (event.preventDefault(), address.focus());
      }
    });
  });
}
