// Keeps the style sheets, scripts and icons of the portal for the next visit. Pages, answers and files of clients do not
// pass through here: they are never in a cache.
const NAME = "static-1";
const MOST = 80;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

const fresh = async (request) => {
  const cache = await caches.open(NAME);
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") {
    await cache.put(request, answer.clone());
    const known = await cache.keys();
    for (const old of known.slice(0, Math.max(known.length - MOST, 0))) await cache.delete(old);
  }
  return answer;
};
const answered = async (request) => {
  const kept = await caches.match(request);
  if (kept && NAMED_BY_CONTENT.test(new URL(request.url).pathname)) return kept;
  try { return await fresh(request); } catch (error) { if (kept) return kept; throw error; }
};
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const ours = event.request.method === "GET" && url.origin === self.location.origin && url.pathname.startsWith("/static/");
  if (ours) event.respondWith(answered(event.request));
});
