// Keeps one page and the front-end files it needs at hand, for when there is no network. What
// changes on the page comes from the device. Which page it is, the worker's scope says.

type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Waking = Event & { waitUntil(work: Promise<unknown>): void };
declare const self: {
  addEventListener(name: string, run: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: { scope: string };
};

const PAGE = new URL(self.registration.scope).pathname;
const KEPT = `huying-page${PAGE.replace(/\//g, "-")}`;

const filesOf = async (page: Response) => (await page.text()).match(/\/assets\/[\w.-]+/g) || [];

/** The page with every file it names; files of an older page go. */
async function keep(answer: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  const isLedOn = answer.redirected || answer.type === "opaqueredirect";
  // Whoever is signed out, and a device that was taken out, keeps nothing.
  if (isLedOn || (answer.status >= 400 && answer.status < 500)) await cache.delete(PAGE);
  if (isLedOn || !answer.ok) return;
  await cache.put(PAGE, answer.clone());
  const files = new Set(await filesOf(answer));
  const known = (await cache.keys()).map((request) => new URL(request.url).pathname);
  await Promise.all(known.filter((path) => path.startsWith("/assets/") && !files.has(path)).map((path) => cache.delete(path)));
  await Promise.all(Array.from(files).filter((path) => !known.includes(path)).map((path) => cache.add(path)));
}

async function page(event: Fetching & Waking): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(answer.clone()).catch(() => undefined));
    return answer;
  } catch {
    return (await caches.match(PAGE, { ignoreVary: true })) || Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

self.addEventListener("install", (event: Waking) => event.waitUntil(fetch(PAGE).then(keep).then(() => self.skipWaiting())));
self.addEventListener("activate", (event: Waking) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event: Fetching & Waking) => {
  if (event.request.method !== "GET") return;
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event));
  else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
});
