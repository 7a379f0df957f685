// Keeps the form of reports and the front-end files at hand, for when there is no network. Pages
// with orders are never kept.

type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Waking = Event & { waitUntil(work: Promise<unknown>): void };
declare const self: { addEventListener(name: string, run: (event: never) => void): void; skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };

// It lies above the pages it serves; their form is called `report`.
const BASE = new URL(location.href).pathname.replace(/worker\.js$/, "");
const KEPT = `huying${BASE.replace(/\//g, "-")}1`;
const FORM = `${BASE}report`;

async function fromNetwork(request: Request): Promise<Response> {
  const answer = await fetch(request);
  // Only the form itself: a page that led on to the sign-in is not it.
  if (answer.ok && !answer.redirected) (await caches.open(KEPT)).put(FORM, answer.clone());
  return answer;
}

async function form(request: Request): Promise<Response> {
  try {
    return await fromNetwork(request);
  } catch {
    const kept = await caches.match(FORM);
    return kept || Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

self.addEventListener("install", (event: Waking) => event.waitUntil(fetch(FORM).then((answer) => (answer.ok && !answer.redirected ? caches.open(KEPT).then((cache) => cache.put(FORM, answer)) : undefined)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event: Waking) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event: Fetching) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && pathname.startsWith(BASE.slice(0, -1))) {
    // Without a network every page of the field leads to the form, which works.
    event.respondWith(pathname === FORM ? form(event.request) : fetch(event.request).catch(() => form(event.request)));
  } else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
});
