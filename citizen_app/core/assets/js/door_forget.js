// Lists of names leave the phone when an officer signs out, and a day after the session, whatever page is opened.
// Marks that were not sent yet stay, without names.
import { CACHE, openStore } from "./door_store.js";
import { forget, recall, remember } from "./store.js";

const NOTE = "door-lists"; // {session: until}: says cheaply whether there is anything to forget
const PATIENCE = 1500;

export function noteList(session, until) {
  remember(NOTE, { ...(recall(NOTE) || {}), [session]: until });
}

export function startForgetting(root) {
  const noted = recall(NOTE) || {};
  if (Object.values(noted).some((until) => !(until > Date.now()))) forgetLists((list) => !(list.until > Date.now()));
  root.querySelectorAll('form[action="/can-bo/dang-xuat"]').forEach((form) =>
    form.addEventListener("submit", async (event) => {
      if (!recall(NOTE)) return;
      event.preventDefault();
      await Promise.race([forgetLists(() => true), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
      form.submit();
    }),
  );
}

export async function forgetLists(isUnwanted) {
  const store = await openStore();
  for (const list of await store.lists()) {
    if (isUnwanted(list)) await forgetSession(store, list.session);
  }
  const kept = Object.fromEntries((await store.lists()).map((list) => [list.session, list.until]));
  if (Object.keys(kept).length) remember(NOTE, kept);
  else forget(NOTE);
}

async function forgetSession(store, session) {
  await store.forgetList(session);
  for (const item of await store.waiting(session)) {
    if (item.mark.name) await store.put({ ...item, mark: { ...item.mark, name: "" } });
  }
  if (window.caches) await caches.delete(CACHE + session);
  if (!navigator.serviceWorker) return;
  for (const worker of await navigator.serviceWorker.getRegistrations()) {
    if (worker.scope.includes(`/${session}/diem-danh`)) await worker.unregister();
  }
}
