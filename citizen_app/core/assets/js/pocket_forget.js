// What a helper's phone carries leaves it at sign-out and after a week, whatever page is opened (pocket/keeper.js).
import { forget, recall } from "./store.js";

export function startPocketForgetting(root) {
  const note = recall("so-tay");
  if (!note) return;
  if (!(note.until > Date.now()) && !root.querySelector("[data-pocket]")) {
    indexedDB.deleteDatabase("so-tay").onsuccess = () => forget("so-tay");
  }
  // The app itself asks what becomes of what is not sent yet.
  root.querySelectorAll('form[action="/dang-xuat"]:not([data-p-sign-out])').forEach((form) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = "/ho-tro/so-tay#/thoat";
    }),
  );
}
