import { announce, each, isTyping } from "./behaviour";

/** `<details data-act>`: the form of an action takes the focus when it opens. */
export function acts(): void {
  each<HTMLDetailsElement>("details[data-act]", (act) => {
    let isFirst = act.open;
    act.addEventListener("toggle", () => {
      if (isFirst) return void (isFirst = false); // Stood open when the page came.
      const field = act.querySelector<HTMLElement>("form textarea, form select, form input:not([type=hidden])");
      if (act.open && field) field.focus();
    });
  });
  // Only one of a name at a time, also where the browser does not know exclusive details.
  document.addEventListener(
    "toggle",
    (event) => {
      const opened = event.target as HTMLDetailsElement;
      if (!opened.open || !opened.getAttribute("name")) return;
      each<HTMLDetailsElement>("details[data-act][name][open]", (other) => other !== opened && (other.open = false));
    },
    true,
  );
}

/** `data-goto` around tabs: G, then a digit, goes to that tab. */
export function goto(): void {
  each("[data-goto]", (box) => {
    let until = 0;
    document.addEventListener("keydown", (event) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() === "g") {
        until = Date.now() + 1500;
        return announce(box.dataset.goto || "");
      }
      if (Date.now() > until || !/^[1-9]$/.test(event.key)) return;
      const tab = box.querySelectorAll<HTMLElement>(".tabs__link")[Number(event.key) - 1];
      until = 0;
      if (tab) (event.preventDefault(), tab.click());
    });
  });
}
