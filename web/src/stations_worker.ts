// Keeps the page of kept stations and the front-end files it needs at hand, for when there is no
// network. What stands on the page comes from the device.

type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Waking = Event & { waitUntil(work: Promise<unknown>): void };
declare const self: { addEventListener(name: string, run: (event: never) => void): void; skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

const KEPT = "huying-stations-1";
const PAGE = "/stations/mine";

async function keep(key: RequestInfo, answer: Response): Promise<Response> {
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(key, answer.clone());
  return answer;
}

async function page(request: Request): Promise<Response> {
  try {
    return await keep(PAGE, await fetch(request));
  } catch {
    return (await caches.match(PAGE)) || Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) || keep(request, await fetch(request));
}

/** The page with every file it names, before anybody is without a network. */
async function fill(): Promise<void> {
  const answer = await keep(PAGE, await fetch(PAGE));
  const files = (await answer.clone().text()).match(/\/assets\/[\w.-]+/g) || [];
  await Promise.all(Array.from(new Set(files)).map(async (name) => keep(name, await fetch(name))));
}

self.addEventListener("install", (event: Waking) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event: Waking) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event: Fetching) => {
  if (event.request.method !== "GET") return;
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event.request));
  else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
});
