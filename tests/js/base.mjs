// A base in memory with the manners of pocket/base.js: what is put in is a copy, a transaction is all or nothing.
export function memoryBase(content = {}) {
  const keyOf = { meta: "name", items: "n", photos: "id", drafts: "kind", doors: "code", marks: "n" };
  const stores = Object.fromEntries(Object.keys(keyOf).map((name) => [name, new Map()]));
  let last = 0;
  let failing = null;
  for (const [name, rows] of Object.entries(content)) rows.forEach((row) => stores[name].set(row[keyOf[name]], row));

  const put = (name, value) => {
    if (failing && failing(name, value)) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    const row = structuredClone(value);
    if (keyOf[name] === "n" && row.n === undefined) row.n = ++last;
    last = Math.max(last, keyOf[name] === "n" ? row.n : 0);
    stores[name].set(row[keyOf[name]], row);
    return { result: row[keyOf[name]] };
  };
  const base = {
    get: async (name, key) => structuredClone(stores[name].get(key)),
    all: async (name) => [...stores[name].values()].map((row) => structuredClone(row)),
    keys: async (name) => [...stores[name].keys()],
    count: async (name) => stores[name].size,
    put: async (name, value) => put(name, value).result,
    remove: async (name, key) => void stores[name].delete(key),
    async change(names, act) {
      const before = names.map((name) => new Map(stores[name]));
      const later = [];
      const given = (name) => ({
        put: (value) => put(name, value),
        delete: (key) => void stores[name].delete(key),
        get: (key) => {
          const request = { result: structuredClone(stores[name].get(key)) };
          later.push(() => request.onsuccess && request.onsuccess());
          return request;
        },
      });
      try {
        const request = act(Object.fromEntries(names.map((name) => [name, given(name)])));
        later.forEach((call) => call());
        return request && request.result;
      } catch (error) {
        names.forEach((name, place) => (stores[name] = before[place]));
        throw error;
      }
    },
    stores,
    failWhen: (rule) => (failing = rule),
  };
  return base;
}
