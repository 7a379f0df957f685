import { each } from "./behaviour";

const UNDO_S = 10;

/**
 * `<form data-undo>` in the message of what was just done: counts down the
 * seconds in which the server takes it back, then goes away.
 */
export function undo(): void {
  each<HTMLFormElement>("form[data-undo]", (form) => {
    const left = form.querySelector<HTMLElement>("[data-undo-left]");
    const until = Date.now() + UNDO_S * 1000;
    const tick = () => {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds <= 0) return form.remove();
      if (left) left.textContent = `${seconds} s`;
      setTimeout(tick, 250);
    };
    tick();
  });
}
