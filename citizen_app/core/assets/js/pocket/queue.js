// What waits to be sent. An item is sealed; open lie its place in the order, how it stands, and how many bytes it has.
//   state   waiting: not asked yet
//           asked: the server may have it, its answer is missing: nobody changes it until the answer is there
//           stuck: the server said why it cannot take it; it is mended or deleted
import { digest, newKey, newPin, slipNumber } from "./codes.js";

export const MOST_PHOTOS = 5;

export function openQueue(base, vault) {
  const opened = async (row) => ({ ...(await vault.open(row.sealed)), n: row.n, state: row.state, bytes: row.bytes });

  async function list() {
    return Promise.all((await base.all("items")).sort((a, b) => a.n - b.n).map(opened));
  }

  async function get(n) {
    const row = await base.get("items", n);
    return row ? opened(row) : null;
  }

  // Gives the item its slip number and PIN and keeps it with its photos, all or nothing.
  async function add(kind, said, consent, pictures, at = Date.now()) {
    const device = await nextNumber();
    const item = {
      kind,
      key: newKey(),
      slip: slipNumber(device.prefix, device.count),
      pin: newPin(),
      at,
      said,
      consent,
      despite: [],
      words: "",
    };
    return store(item, undefined, "waiting", pictures, []);
  }

  // Changes what was said; `kept` are the ids of the photos that stay. It may be sent again afterwards.
  async function change(n, said, consent, pictures, kept) {
    const { state, bytes, ...item } = await get(n);
    if (state === "asked") throw new Error("asked");
    const gone = item.photos.filter((photo) => !kept.includes(photo.id)).map((photo) => photo.id);
    const photos = item.photos.filter((photo) => kept.includes(photo.id));
    return store({ ...item, said, consent, photos, despite: [], words: "" }, n, "waiting", pictures, gone);
  }

  async function store(item, n, state, pictures, gone) {
    const sealedPhotos = [];
    const photos = [...(item.photos || [])];
    for (const picture of pictures) {
      const bytes = await picture.blob.arrayBuffer();
      const id = newKey().slice(0, 32);
      photos.push({ id, size: bytes.byteLength, sha256: await digest(bytes), role: picture.role });
      sealedPhotos.push({ id, sealed: await vault.sealBytes(bytes) });
    }
    const bytes = photos.reduce((sum, photo) => sum + photo.size, 0);
    const sealed = await vault.seal({ ...item, n: undefined, photos });
    const row = { state, bytes, sealed };
    if (n !== undefined) row.n = n;
    const key = await base.change(["items", "photos"], (stores) => {
      sealedPhotos.forEach((photo) => stores.photos.put(photo));
      gone.forEach((id) => stores.photos.delete(id));
      return stores.items.put(row);
    });
    return { ...item, photos, n: n === undefined ? key : n, state, bytes };
  }

  async function nextNumber() {
    let taken = null;
    await base.change(["meta"], (stores) => {
      const request = stores.meta.get("device");
      request.onsuccess = () => {
        taken = request.result;
        stores.meta.put({ ...taken, count: taken.count + 1 });
      };
    });
    return taken;
  }

  async function mark(item, state, more = {}) {
    const { n, state: old, bytes, ...rest } = item;
    const sealed = await vault.seal({ ...rest, ...more });
    await base.put("items", { n, state, bytes, sealed });
  }

  const remove = (item) =>
    base.change(["items", "photos"], (stores) => {
      item.photos.forEach((photo) => stores.photos.delete(photo.id));
      stores.items.delete(item.n);
    });

  async function photo(id) {
    const row = await base.get("photos", id);
    return row ? vault.openBytes(row.sealed) : null;
  }

  return { add, change, get, list, mark, photo, remove };
}
