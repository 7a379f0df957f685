import { announce, each } from "./behaviour";

const POLL_MS = 15000;
const SILENCE_MS = 60000;

/**
 * `<div data-live="/desk/stream" data-live-poll="/desk/orders" data-live-text="# 条新诉求">`
 * around a list: counts what has arrived and offers to show it. The list never
 * moves under the reader's hand. Events: `added` (data: ignored), `count`
 * (data: a number), `beat`. Two failures or a silent minute: asks every 15 s.
 */
export function live(): void {
  each("[data-live]", (box) => {
    const state = document.querySelector<HTMLElement>("[data-live-state]");
    const mark = (on: boolean) => state && (state.className = on ? "live live--on" : "live live--off");
    let arrived = 0;
    let failures = 0;
    let heard = Date.now();
    let stream: EventSource | undefined;

    const show = () => {
      let bar = box.querySelector<HTMLButtonElement>("[data-live-bar]");
      if (!bar) {
        bar = document.createElement("button");
        bar.type = "button";
        bar.className = "queue__fresh";
        bar.dataset.liveBar = "";
        bar.dataset.key = ".";
        bar.onclick = () => location.reload();
        box.prepend(bar);
      }
      bar.textContent = (box.dataset.liveText || "#").replace("#", String(arrived));
      announce(bar.textContent);
    };
    const add = (number: number) => {
      arrived = number;
      if (arrived > 0) show();
    };
    const poll = async () => {
      const address = box.dataset.livePoll;
      if (!address) return;
      const answer = await fetch(address, { headers: { "x-fragment": "count" } }).catch(() => undefined);
      if (answer && answer.ok) add(Number(await answer.text()) || 0);
    };
    const fall = () => {
      if (stream) stream.close();
      stream = undefined;
      mark(false);
      setInterval(() => document.hidden || poll(), POLL_MS);
    };
    const connect = () => {
      stream = new EventSource(box.dataset.live || "");
      const alive = () => ((heard = Date.now()), (failures = 0), mark(true));
      stream.onopen = alive;
      stream.addEventListener("beat", alive);
      stream.addEventListener("added", () => (alive(), add(arrived + 1)));
      stream.addEventListener("count", (event) => (alive(), add(Number((event as MessageEvent).data) || 0)));
      stream.addEventListener("changed", (event) => (alive(), document.dispatchEvent(new CustomEvent("live:changed", { detail: (event as MessageEvent).data }))));
      stream.onerror = () => ++failures >= 2 && fall();
    };
    if (typeof EventSource !== "function") return fall();
    connect();
    setInterval(() => stream && Date.now() - heard > SILENCE_MS && fall(), POLL_MS);
  });
}
