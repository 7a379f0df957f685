import { isTyping } from "./behaviour";

const OFF = "huying-keys-off";

/** What a key stands for: the first visible element that carries it. */
function bound(key: string): HTMLElement | undefined {
  const all = Array.from(document.querySelectorAll<HTMLElement>("[data-key]"));
  return all.find((one) => (one.dataset.key || "").toLowerCase() === key && one.offsetParent !== null);
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function item(list: HTMLElement, key: string, words: string): void {
  const row = document.createElement("div");
  const cap = document.createElement("kbd");
  row.className = "keys__item";
  cap.className = "key";
  cap.textContent = key;
  row.append(cap, words);
  list.append(row);
}

function help(dialog: HTMLDialogElement): void {
  const list = dialog.querySelector<HTMLElement>("[data-keys-list]");
  if (!list || dialog.open || typeof dialog.showModal !== "function") return;
  list.textContent = "";
  item(list, "/", list.dataset.keysSearch || "");
  item(list, "?", list.dataset.keysShow || "");
  if (document.querySelector("[data-rows]")) item(list, "J K", list.dataset.keysRows || "");
  if (document.querySelector("[data-enter]")) item(list, "Ctrl Enter", list.dataset.keysEnter || "");
  if (document.querySelector("[data-goto]")) item(list, "G 1…9", (document.querySelector<HTMLElement>("[data-goto]") as HTMLElement).dataset.goto || "");
  item(list, "Esc", list.dataset.keysLeave || "");
  const listed = new Set(["/", "?"]);
  document.querySelectorAll<HTMLElement>("[data-key]").forEach((one) => {
    const label = one.querySelector(".button__label");
    const words = one.dataset.keyLabel || one.getAttribute("aria-label") || (label && label.textContent) || (one.textContent || "").trim();
    const key = one.dataset.key || "";
    if (one.offsetParent === null || listed.has(key)) return;
    listed.add(key);
    item(list, key, words);
  });
  const turn = document.createElement("button");
  turn.type = "button";
  turn.className = "button button--plain button--small";
  turn.textContent = (isOff() ? list.dataset.keysOn : list.dataset.keysOff) || "";
  turn.onclick = () => {
    localStorage.setItem(OFF, isOff() ? "0" : "1");
    dialog.close();
  };
  list.append(turn);
  dialog.showModal();
}

/** The two keys that also work while typing: Ctrl+Enter sends the form by its
    `data-enter` button, Escape leaves the field so that single keys work. */
function inField(event: KeyboardEvent): boolean {
  const field = event.target as HTMLInputElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = field.form || field.closest("form");
    const button = form && (form.querySelector<HTMLElement>("[data-enter]") || form.querySelector<HTMLElement>(".button--primary"));
    if (button) (event.preventDefault(), button.click());
    return Boolean(button);
  }
  if (event.key === "Escape" && isTyping(event)) field.blur();
  return false;
}

/**
 * `data-key="E"` on a button, link or field: the key presses, follows or
 * focuses it. `/` goes to the search, `?` lists the keys. Never while typing,
 * never with Ctrl, Alt or ⌘, and single keys can be turned off.
 */
export function keys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (inField(event)) return;
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const dialog = document.querySelector<HTMLDialogElement>("[data-keys-help]");
    if (dialog && dialog.open) return;
    if (event.key === "?" && dialog) return help(dialog);
    if (isOff()) return;
    const target = event.key === "/" ? document.querySelector<HTMLElement>('[data-key="/"], input[type="search"]') : bound(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.focus();
    else target.click();
  });
}
