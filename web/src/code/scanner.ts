// The button of a verifier's page that turns the camera on and off, and what it finds.
import { hasCamera, watch } from "./camera";

/** A verdict goes after this, so that nobody takes it for the next one's. */
export const SHOWN_MS = 8000;
/** The same code held before the camera is looked at once in this time. */
const SAME_MS = 5000;

/** Yes and no feel different in the hand. */
export function feel(isGood: boolean): void {
  if (navigator.vibrate) navigator.vibrate(isGood ? 80 : [80, 80, 240]);
}

/** Passes on each code once while it is held before the camera. */
function once(found: (text: string) => void): (text: string) => void {
  let last = { text: "", at: 0 };
  return (text) => {
    const now = Date.now();
    const isSame = text === last.text && now - last.at < SAME_MS;
    last = { text, at: now };
    if (!isSame) found(text);
  };
}

/** Lets the button of a page turn the camera on and off; without a camera there is no button. */
export function scans(root: HTMLElement, found: (text: string) => void, failed: () => void): void {
  const [button, box] = ["camera", "view"].map((part) => root.querySelector<HTMLElement>(`[data-verify-${part}]`));
  const video = root.querySelector("video");
  if (!button || !box || !video) return;
  if (!hasCamera()) return button.remove();
  const seen = once(found);
  let stop: (() => void) | undefined;
  button.addEventListener("click", async () => {
    if (stop) {
      stop();
      stop = undefined;
    } else stop = await watch(video, root.dataset.verifyReader || "", seen).catch(() => (failed(), undefined));
    box.hidden = !stop;
    root.classList.toggle("verifier--on", Boolean(stop));
    button.setAttribute("aria-pressed", String(Boolean(stop)));
  });
}
