import { each, toast } from "./behaviour";

async function write(text: string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // Plain http, old phones.
  field.value = text;
  field.className = "vh";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** `<button data-copy="text" data-copy-done="已复制">` */
export function copy(): void {
  each("[data-copy]", (button) => {
    button.addEventListener("click", () => write(button.dataset.copy || "").then(() => toast(button.dataset.copyDone || "✓")));
  });
}
