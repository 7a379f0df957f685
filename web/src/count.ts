import { each } from "./behaviour";

/** Counts characters as people do (a rare character is one, not two). */
export function count(): void {
  each<HTMLTextAreaElement>("[data-count]", (field) => {
    const note = document.querySelector<HTMLElement>(`[data-count-for="${field.id}"]`);
    if (!note) return;
    const max = Number(field.dataset.count);
    const empty = note.textContent;
    const show = () => {
      const length = Array.from(field.value).length;
      note.textContent = length ? (note.dataset.countText || "#").replace("#", `${length} / ${max}`) : empty;
      note.classList.toggle("field__count--over", length > max);
    };
    field.addEventListener("input", show);
    show();
  });
}
