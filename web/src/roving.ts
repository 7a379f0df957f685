import { each, isTyping } from "./behaviour";

/** `data-rows` on a list: J and K (or the arrows) walk over its links. */
export function roving(): void {
  each("[data-rows]", (list) => {
    document.addEventListener("keydown", (event) => {
      if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      const inside = list.contains(document.activeElement);
      const step = event.key === "j" || (inside && event.key === "ArrowDown") ? 1 : event.key === "k" || (inside && event.key === "ArrowUp") ? -1 : 0;
      if (!step) return;
      const links = Array.from(list.querySelectorAll<HTMLElement>("a[href]"));
      const here = links.indexOf(document.activeElement as HTMLElement);
      const current = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
      const next = links[Math.max(0, Math.min(links.length - 1, current + step))];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    });
  });
}
