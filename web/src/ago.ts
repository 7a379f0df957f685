import { each } from "./behaviour";

/**
 * `<time data-ago="ms since 1970" data-ago-words="刚刚|# 分钟前|# 小时前">`:
 * keeps "3 分钟前" true while the page stays open. Days are left as they are.
 */
export function ago(): void {
  const refresh = () =>
    each("[data-ago]", (time) => {
      const [now, minutes, hours] = (time.dataset.agoWords || "").split("|");
      const passed = Math.floor((Date.now() - Number(time.dataset.ago)) / 60000);
      if (!hours || passed >= 1440) return;
      time.textContent = passed < 1 ? now : passed < 60 ? minutes.replace("#", String(passed)) : hours.replace("#", String(Math.floor(passed / 60)));
    });
  refresh();
  if (document.querySelector("[data-ago]")) setInterval(refresh, 30000);
}
