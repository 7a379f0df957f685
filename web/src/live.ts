import { announce, each } from "./behaviour";

const SILENCE_MS = 60000;
const WATCH_MS = 15000;

/** Tells the parts of the page what came by the stream. */
function pass(name: string, data: string): void {
  document.dispatchEvent(new CustomEvent(`live:${name}`, { detail: data ? JSON.parse(data) : {} }));
}

/**
 * `<div data-live="/desk/live?…">`: one connection for the page. Events:
 * `row` (a row of the list as it now looks), `gone` (it left the list),
 * `changed` (the opened order), `here` (who else has it open), `missed`, and
 * `beat`. Browsers connect again by themselves; the mark says how it stands.
 */
export function live(): void {
  each("[data-live]", (box) => {
    const state = document.querySelector<HTMLElement>("[data-live-state]");
    const mark = (on: boolean) => state && (state.className = on ? "live live--on" : "live live--off");
    if (typeof EventSource !== "function") return void mark(false);
    let heard = Date.now();
    let stream: EventSource;
    const connect = () => {
      stream = new EventSource(box.dataset.live || "");
      const alive = () => ((heard = Date.now()), mark(true));
      stream.onopen = alive;
      stream.addEventListener("beat", alive);
      ["row", "gone", "changed", "here", "missed"].forEach((name) =>
        stream.addEventListener(name, (event) => (alive(), pass(name, (event as MessageEvent).data))),
      );
      stream.onerror = () => mark(false);
    };
    connect();
    setInterval(() => {
      if (Date.now() - heard < SILENCE_MS) return;
      heard = Date.now();
      stream.close();
      connect();
    }, WATCH_MS);
    // A page that is left keeps no connection in the browser's store of pages.
    window.addEventListener("pagehide", () => stream.close());
    window.addEventListener("pageshow", (event) => event.persisted && connect());
  });
}

type Changed = { id: string; version: number; text: string };

/**
 * `<article data-changed="ID VERSION">` with `[data-changed-note]` inside:
 * says at once what somebody did to the opened order. `[data-here="# …"]`
 * says who else has it open.
 */
export function changed(): void {
  each("[data-changed]", (box) => {
    const note = box.querySelector<HTMLElement>("[data-changed-note]");
    const text = box.querySelector<HTMLElement>("[data-changed-text]");
    const [id, seen] = (box.dataset.changed || "").split(" ");
    document.addEventListener("live:changed", (event) => {
      const news = (event as CustomEvent<Changed>).detail;
      if (!note || !text || news.id !== id || news.version <= Number(seen)) return;
      text.textContent = news.text;
      note.hidden = false;
      announce(news.text);
    });
  });
  each("[data-here]", (note) => {
    document.addEventListener("live:here", (event) => {
      const { names } = (event as CustomEvent<{ names: string[] }>).detail;
      const words = note.querySelector<HTMLElement>("[data-here-names]");
      note.hidden = names.length === 0;
      if (words) words.textContent = (note.dataset.here || "#").replace("#", names.join("、"));
    });
  });
}
