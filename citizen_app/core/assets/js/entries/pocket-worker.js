// Opens the helper's app without a signal. The server writes PHIEN_BAN (the version) and TEP (its files; the first is
// the page itself) above these lines, so a changed page or file makes a new worker. It keeps no word of anybody.
/* global PHIEN_BAN, TEP */
const KEPT = `so-tay:${PHIEN_BAN}`;
const PAGE = TEP[0];

self.addEventListener("install", (event) => {
  const fresh = TEP.map((file) => new Request(file, { cache: file === PAGE ? "reload" : "default", credentials: "same-origin" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("so-tay:") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/tai-nguyen/")) event.respondWith(keptFirst(request));
  else if (request.mode !== "navigate") return;
  else if (url.pathname === PAGE) event.respondWith(keptFirst(PAGE));
  else event.respondWith(fetch(request).catch(() => kept(PAGE).then((page) => page || Response.error())));
});

async function kept(what) {
  return (await caches.open(KEPT)).match(what);
}

async function keptFirst(what) {
  return (await kept(what)) || fetch(what);
}

// The key is only in an open page: it is asked to send. Where none is open, opening the app sends.
self.addEventListener("sync", (event) => {
  if (event.tag !== "so-tay-gui") return;
  event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("send"))));
});
