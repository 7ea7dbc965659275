// What lies on the phone, in IndexedDB. Everything that tells of a person is sealed (vault.js) before it comes here.
//   meta    by name: the lock, the phone's own number and counter, times, what was fetched
//   items   what waits to be sent, in its order
//   photos  the pictures of those items
//   drafts  what is being filled in
//   doors   the lists of dialogues at whose door the helper is
//   marks   what was done there and waits to be sent
export const NAME = "so-tay";

// One step per version ever released: a phone that skipped some takes them one after the other and loses nothing.
export const STEPS = [
  (database) => {
    database.createObjectStore("meta", { keyPath: "name" });
    database.createObjectStore("items", { keyPath: "n", autoIncrement: true });
    database.createObjectStore("photos", { keyPath: "id" });
  },
  (database) => void database.createObjectStore("drafts", { keyPath: "kind" }),
  (database) => {
    database.createObjectStore("doors", { keyPath: "code" });
    database.createObjectStore("marks", { keyPath: "n", autoIncrement: true });
  },
];

export class Refused extends Error {}

// Returns the base, or throws Refused where the browser keeps nothing (private window, no room at all).
export async function openBase(onStale = () => {}) {
  let database;
  try {
    database = await open(onStale);
  } catch (error) {
    throw new Refused(String(error && error.name));
  }
  return {
    get: (name, key) => run(database, [name], "readonly", (stores) => stores[name].get(key)),
    all: (name) => run(database, [name], "readonly", (stores) => stores[name].getAll()),
    keys: (name) => run(database, [name], "readonly", (stores) => stores[name].getAllKeys()),
    count: (name) => run(database, [name], "readonly", (stores) => stores[name].count()),
    put: (name, value) => run(database, [name], "readwrite", (stores) => stores[name].put(value)),
    remove: (name, key) => run(database, [name], "readwrite", (stores) => stores[name].delete(key)),
    change: (names, act) => run(database, names, "readwrite", act),
    close: () => database.close(),
  };
}

function open(onStale) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, STEPS.length);
    request.onupgradeneeded = (event) => {
      for (const step of STEPS.slice(event.oldVersion)) step(request.result, request.transaction);
    };
    request.onsuccess = () => {
      // A newer version of this page wants to change the stores: let it, and say so here.
      request.result.onversionchange = () => {
        request.result.close();
        onStale();
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

// Runs `act` in one transaction; resolves once it is safely on the disk, with the result of the request it returns.
function run(database, names, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode);
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    const request = act(stores);
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error || (request && request.error));
  });
}

export function isFull(error) {
  return Boolean(error) && (error.name === "QuotaExceededError" || /quota/i.test(String(error.message)));
}

// Removes everything; resolves also when another page still holds it open (it closes itself, see onversionchange).
export function removeBase() {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = () => resolve();
    setTimeout(resolve, 3000);
  });
}
