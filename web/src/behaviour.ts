// How behaviours are bound: each looks for its own data attribute and does
// nothing when it is absent.

export function each<T extends HTMLElement>(selector: string, run: (element: T) => void): void {
  document.querySelectorAll<T>(selector).forEach(run);
}

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  const region = document.querySelector("[data-live-region]");
  if (region) region.textContent = text;
}

/** A short message at the foot of the window. */
export function toast(text: string): void {
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = text;
  document.body.append(note);
  announce(text);
  setTimeout(() => note.remove(), 4000);
}

/** Whether a key press belongs to typing: into a field, or to an input method. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const composing = event.isComposing || event.keyCode === 229;
  return composing || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
