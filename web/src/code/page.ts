// Keeps a page at hand for when there is no network, and its screen on.

/** Registers the worker of a page; it lies below the page and may serve it. */
export function keepPage(page: string): void {
  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register(`${page}/worker.js`, { scope: page }).catch(() => undefined);
  }
}

type Lock = { release(): Promise<void> };

/** Keeps the screen on while the code is looked at. */
export function stayAwake(): void {
  const { wakeLock } = navigator as { wakeLock?: { request(kind: "screen"): Promise<Lock> } };
  if (wakeLock && !document.hidden) wakeLock.request("screen").catch(() => undefined);
}
