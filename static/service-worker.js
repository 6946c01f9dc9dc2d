// Keeps the style sheets, scripts and icons of the portal for the next visit, and the one page that says that the portal
// does not answer. Pages, answers and files of clients are never in a cache: they only pass through, so that whoever
// opens or sends something while there is no connection reads what to do instead of the browser's own error.
const NAME = "static-1";
const MOST = 80;
const NAMED_BY_CONTENT = /\.[0-9a-f]{12}\.\w+$/;
const UNREACHABLE = "/no-connection/";
const KEPT = "no-connection-1";
const DAY = 24 * 3600 * 1000;
// Signing out empties this browser, and with it this script: it must not stand in the way.
const NOT_OURS = ["/accounts/logout/"];

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

// The page as everybody may read it, without the cookie of whoever is signed in, and what it is made of.
const known = () => caches.match(UNREACHABLE, { cacheName: KEPT, ignoreVary: true });
const keepPage = async () => {
  const answer = await fetch(UNREACHABLE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const parts = (await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)/g);
  await (await caches.open(KEPT)).put(UNREACHABLE, answer);
  for (const [, path] of parts) await fresh(new Request(path));
};
const keepPageDaily = async () => {
  const at = (await known())?.headers.get("Date");
  if (!at || Date.now() - Date.parse(at) > DAY) await keepPage();
};
const unreachable = async (request) => {
  const page = await known();
  if (!page) return Response.error();
  if (request.method === "GET") return page;
  // What a form sent is not sent again by itself: the page it stood on tells what arrived.
  const from = URL.canParse?.(request.referrer) ? new URL(request.referrer) : null;
  const back = from?.origin === self.location.origin ? from.pathname + from.search : "/";
  return Response.redirect(`${UNREACHABLE}?back=${encodeURIComponent(back)}`, 303);
};
const reached = async (event) => {
  let answer;
  try { answer = (await event.preloadResponse) || (await fetch(event.request)); } catch { return unreachable(event.request); }
  // What stands before the portal says that the portal is away.
  if ([502, 503, 504].includes(answer.status) && !answer.headers.has("X-Request-Id")) return unreachable(event.request);
  event.waitUntil(keepPageDaily().catch(() => null));
  return answer;
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepPage().catch(() => null));
});
self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (![NAME, KEPT].includes(name)) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin || NOT_OURS.includes(url.pathname)) return;
  if (event.request.mode === "navigate") event.respondWith(reached(event));
  else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(answered(event.request));
});
