// What a helper's phone carries leaves it at sign-out and after a week, whatever page is opened (pocket/keeper.js).
import { forget, recall, remember } from "./store.js";

export function startPocketForgetting(root) {
  const note = recall("so-tay");
  if (!note) return;
  const isOver = (until) => !(until > Date.now());
  if (!root.querySelector("[data-pocket]")) {
    if (isOver(note.until)) indexedDB.deleteDatabase("so-tay").onsuccess = () => forget("so-tay");
    else if (note.doors && isOver(note.doors)) forgetDoors(note, isOver);
  }
  // The app itself asks what becomes of what is not sent yet.
  root.querySelectorAll('form[action="/dang-xuat"]:not([data-p-sign-out])').forEach((form) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = "/ho-tro/so-tay#/thoat";
    }),
  );
}

// A list of names at a door goes much sooner than the rest; when, lies open beside it (pocket/doors.js).
function forgetDoors(note, isOver) {
  const asked = indexedDB.open("so-tay");
  asked.onupgradeneeded = () => asked.transaction.abort(); // there is none: do not make one
  asked.onsuccess = () => {
    const change = asked.result.transaction("doors", "readwrite");
    const rows = change.objectStore("doors").getAll();
    rows.onsuccess = () => {
      const left = rows.result.filter((row) => !isOver(row.until)).map((row) => row.until);
      rows.result.filter((row) => isOver(row.until)).forEach((row) => change.objectStore("doors").delete(row.code));
      change.oncomplete = () => remember("so-tay", { ...note, doors: left.length ? Math.min(...left) : 0 });
      asked.result.close();
    };
  };
}
