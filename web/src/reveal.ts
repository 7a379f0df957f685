import { each } from "./behaviour";

/**
 * `<div data-reveal="contact=phone">`: shown only while the form's field has
 * that value. Without script it is always there, and the server ignores what
 * does not belong.
 */
export function reveal(): void {
  each("[data-reveal]", (part) => {
    const form = part.closest("form");
    const [name, value] = (part.dataset.reveal || "").split("=");
    if (!form || !value) return;
    const show = () => {
      part.hidden = new FormData(form).get(name) !== value;
    };
    form.addEventListener("change", show);
    form.addEventListener("input", show); // A draft that comes back.
    show();
  });
}
