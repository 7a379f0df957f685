import { announce, each } from "./behaviour";

/**
 * `<textarea data-emergency="#box" data-emergency-words="着火;燃气泄漏">`:
 * uncovers the box that tells to call 110/119/120 at once. The server checks
 * the same words again.
 */
export function emergency(): void {
  each<HTMLTextAreaElement>("[data-emergency]", (field) => {
    const box = document.querySelector<HTMLElement>(field.dataset.emergency || "");
    const words = (field.dataset.emergencyWords || "").split(";").filter(Boolean);
    if (!box || !words.length) return;
    const check = () => {
      const urgent = words.some((word) => field.value.includes(word));
      if (urgent && box.hidden) announce(box.textContent || "");
      box.hidden = !urgent;
    };
    field.addEventListener("input", check);
    check();
  });
}
