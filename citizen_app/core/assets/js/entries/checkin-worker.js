// Opens the door's page when there is no signal. Its scope is that one page; what it gives was put aside by the page.
const WAIT = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/tai-nguyen/")) event.respondWith(keptFirst(request));
  else if (request.mode === "navigate" && url.pathname === page()) event.respondWith(freshFirst(request));
});

function page() {
  return new URL(self.registration.scope).pathname;
}

async function keptFirst(request) {
  return (await caches.match(request)) || fetch(request);
}

async function freshFirst(request) {
  const patience = new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), WAIT));
  const fresh = fetch(request);
  try {
    return await Promise.race([fresh, patience]);
  } catch (error) {
    return (await caches.match(page())) || fresh;
  }
}
