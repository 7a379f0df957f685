import { each } from "./behaviour";

/** `<button data-print>` */
export function print(): void {
  each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
}
