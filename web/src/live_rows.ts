import { announce, each } from "./behaviour";

type Row = { id: string; html: string };

/** The row of the server with the filters of this page in its address. */
function made(row: Row): HTMLElement | undefined {
  const holder = document.createElement("ul");
  holder.innerHTML = row.html;
  const item = holder.querySelector<HTMLElement>("[data-row]");
  const link = item && item.querySelector<HTMLAnchorElement>("a[href]");
  if (!item || !link) return undefined;
  const query = new URLSearchParams(location.search);
  ["done", "no", "undo", "undone", "from"].forEach((name) => query.delete(name));
  query.set("order", row.id);
  link.setAttribute("href", `${location.pathname}?${query}`);
  return item;
}

/**
 * `[data-live-text="# 件新到"]` around a `[data-rows]` list: a row that
 * changed is replaced where it stands, one that left is marked and stays until
 * the list is loaded again, new ones wait behind a bar that `.` inserts. The
 * list never moves under the reader's hand.
 */
export function liveRows(): void {
  each("[data-live-text]", (box) => {
    const waiting = new Map<string, Row>();
    const known = (id: string) => box.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    const insert = () => {
      let list = box.querySelector<HTMLElement>("[data-rows]");
      if (!list) return location.reload(); // The list was empty and has no place for rows.
      waiting.forEach((row) => {
        const item = made(row);
        if (item && list) (item.classList.add("queue__fresh-row"), list.prepend(item));
      });
      waiting.clear();
      show();
    };
    const show = () => {
      let bar = box.querySelector<HTMLButtonElement>("[data-live-bar]");
      if (!waiting.size) return void (bar && bar.remove());
      if (!bar) {
        bar = document.createElement("button");
        bar.type = "button";
        bar.className = "queue__fresh";
        bar.dataset.liveBar = "";
        bar.dataset.key = ".";
        bar.onclick = insert;
        box.prepend(bar);
      }
      bar.textContent = (box.dataset.liveText || "#").replace("#", String(waiting.size));
      announce(bar.textContent);
    };
    document.addEventListener("live:row", (event) => {
      const row = (event as CustomEvent<Row>).detail;
      const here = known(row.id);
      if (!here) return (waiting.set(row.id, row), show());
      const item = made(row);
      const link = here.querySelector("a");
      if (!item || !link) return;
      const fresh = item.querySelector("a") as HTMLElement;
      if (link.hasAttribute("aria-current")) fresh.setAttribute("aria-current", "true");
      const hadFocus = document.activeElement === link;
      here.replaceWith(item);
      if (hadFocus) fresh.focus();
    });
    document.addEventListener("live:gone", (event) => {
      const { id, state } = (event as CustomEvent<{ id: string; state: string }>).detail;
      if (waiting.delete(id)) show();
      const here = known(id);
      const meta = here && here.querySelector(".queue__meta");
      if (!here || !meta) return;
      here.classList.add("queue__gone");
      meta.textContent = (box.dataset.liveGone || "#").replace("#", state);
    });
    document.addEventListener("live:missed", () => announce(box.dataset.liveMissed || ""));
  });
}
