// Keeps the page itself (it holds no name) and its files, so that a phone that closed it can open it with no signal.
import { CACHE } from "./door_store.js";

const FILES = 'link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src]';

// Returns whether the page opens without a connection from now on.
export async function keepPage(page, worker, session) {
  if (!navigator.serviceWorker || !window.caches) return false;
  try {
    await navigator.serviceWorker.register(worker, { scope: page });
    const cache = await caches.open(CACHE + session);
    const fresh = await fetch(page, { credentials: "same-origin", redirect: "manual" });
    if (!fresh.ok) return Boolean(await cache.match(page));
    await cache.put(page, fresh);
    const files = Array.from(document.querySelectorAll(FILES), (part) => part.href || part.src);
    const fonts = performance.getEntriesByType("resource").map((entry) => entry.name);
    const own = [...files, ...fonts].filter((name) => name.startsWith(`${location.origin}/tai-nguyen/`));
    await cache.addAll([...new Set(own)]);
    return true;
  } catch (error) {
    return false; // no connection just now, or no room: an open page goes on all the same
  }
}
