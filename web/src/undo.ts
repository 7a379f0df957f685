import { each, announce } from "./behaviour";

const UNDO_MS = 8000;

/**
 * `<form data-undo="已退回，# 秒内可撤销" data-undo-label="撤销">`: instead of
 * asking first, waits eight seconds in which the person can take it back.
 * Without script the server's own confirm page asks.
 */
export function undo(): void {
  each<HTMLFormElement>("form[data-undo]", (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.undoSure) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const pressed = event.submitter as HTMLButtonElement | null;
      const bar = document.createElement("div");
      const button = document.createElement("button");
      const words = document.createElement("span");
      bar.className = "toast toast--undo";
      words.textContent = (form.dataset.undo || "").replace("#", String(UNDO_MS / 1000));
      button.type = "button";
      button.className = "toast__button";
      button.textContent = form.dataset.undoLabel || "↶";
      button.dataset.key = "Z";
      bar.append(words, button);
      document.body.append(bar);
      announce(words.textContent);
      const timer = setTimeout(() => {
        form.dataset.undoSure = "1";
        bar.remove();
        if (pressed) form.requestSubmit(pressed);
        else form.requestSubmit();
      }, UNDO_MS);
      button.onclick = () => {
        clearTimeout(timer);
        bar.remove();
        if (pressed) pressed.focus();
      };
    });
  });
}
