// Keeps a page at hand for when there is no network.

/** Registers the worker of a page; it lies below the page and may serve it. */
export function keepPage(page: string): void {
  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register(`${page}/worker.js`, { scope: page }).catch(() => undefined);
  }
}
