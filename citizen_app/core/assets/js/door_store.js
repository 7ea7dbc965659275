// What a phone at the door keeps: the list of names (for a day), and marks that wait to be sent (until they are).
// IndexedDB, or memory where the browser keeps nothing.
const NAME = "diem-danh";
const LISTS = "lists";
const QUEUE = "queue";
export const CACHE = "diem-danh:";

export async function openStore() {
  try {
    return diskStore(await open());
  } catch (error) {
    return memoryStore();
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(LISTS, { keyPath: "session" });
      request.result.createObjectStore(QUEUE, { keyPath: "n", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

// Runs `act` in one transaction; resolves once it is safely on the disk.
function run(database, name, mode, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function diskStore(database) {
  const all = () => run(database, QUEUE, "readonly", (store) => store.getAll());
  return {
    isLasting: true,
    add: (item) => run(database, QUEUE, "readwrite", (store) => store.add(item)),
    put: (item) => run(database, QUEUE, "readwrite", (store) => store.put(item)),
    remove: (n) => run(database, QUEUE, "readwrite", (store) => store.delete(n)),
    all,
    waiting: async (session) => (await all()).filter((item) => item.session === session),
    list: (session) => run(database, LISTS, "readonly", (store) => store.get(session)),
    lists: () => run(database, LISTS, "readonly", (store) => store.getAll()),
    keepList: (list) => run(database, LISTS, "readwrite", (store) => store.put(list)),
    forgetList: (session) => run(database, LISTS, "readwrite", (store) => store.delete(session)),
  };
}

function memoryStore() {
  let queue = [];
  let last = 0;
  const lists = new Map();
  return {
    isLasting: false,
    add: async (item) => void queue.push({ ...item, n: ++last }),
    put: async (item) => void (queue = queue.map((one) => (one.n === item.n ? item : one))),
    remove: async (n) => void (queue = queue.filter((item) => item.n !== n)),
    all: async () => queue,
    waiting: async (session) => queue.filter((item) => item.session === session),
    list: async (session) => lists.get(session),
    lists: async () => [...lists.values()],
    keepList: async (list) => void lists.set(list.session, list),
    forgetList: async (session) => void lists.delete(session),
  };
}
