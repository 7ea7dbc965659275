import assert from "node:assert/strict";
import test from "node:test";
import { openQueue } from "../../citizen_app/core/assets/js/pocket/queue.js";
import { makeVault } from "../../citizen_app/core/assets/js/pocket/vault.js";
import { memoryBase } from "./base.mjs";

const picture = (size, role = "photo") => ({ blob: new Blob([new Uint8Array(size).fill(7)]), role });

async function opened() {
  const base = memoryBase();
  const vault = await makeVault(base, "274951", 1000);
  await base.put("meta", { name: "device", key: "k", prefix: "7K3M", count: 0 });
  return { base, queue: openQueue(base, vault) };
}

test("items keep their order, have different slips, and nothing of them is readable", async () => {
  const { base, queue } = await opened();
  for (const text of ["một", "hai", "ba"]) await queue.add("report", { text, name: "Bà Sáu" }, { how: "witness" }, [picture(10)]);
  const items = await queue.list();
  assert.deepEqual(items.map((item) => item.said.text), ["một", "hai", "ba"]);
  assert.equal(new Set(items.map((item) => item.slip)).size, 3);
  assert.equal(base.stores.photos.size, 3);
  for (const row of base.stores.items.values()) assert.deepEqual(Object.keys(row).sort(), ["bytes", "n", "sealed", "state"]);
  assert.equal((await queue.photo(items[0].photos[0].id)).byteLength, 10);
});

test("changing an item keeps slip, PIN and key, and drops the photos that were taken out", async () => {
  const { base, queue } = await opened();
  const made = await queue.add("report", { text: "cũ" }, {}, [picture(10), picture(20)]);
  const kept = made.photos[1].id;
  await queue.change(made.n, { text: "mới" }, {}, [picture(30)], [kept]);
  const item = await queue.get(made.n);
  assert.deepEqual([item.slip, item.pin, item.key, item.said.text], [made.slip, made.pin, made.key, "mới"]);
  assert.deepEqual(item.photos.map((photo) => photo.size), [20, 30]);
  assert.equal(base.stores.photos.size, 2);
  await queue.remove(item);
  assert.equal(base.stores.photos.size + base.stores.items.size, 0);
});

test("what the server may have is not changed", async () => {
  const { queue } = await opened();
  const made = await queue.add("report", { text: "cũ" }, {}, []);
  await queue.mark(await queue.get(made.n), "asked");
  await assert.rejects(queue.change(made.n, { text: "mới" }, {}, [], []), /asked/);
});

test("when the phone is full the item is kept whole or not at all, and what was there stays", async () => {
  const { base, queue } = await opened();
  await queue.add("report", { text: "một" }, {}, [picture(10)]);
  base.failWhen((name, value) => name === "items" && value.bytes > 100);
  await assert.rejects(queue.add("report", { text: "hai" }, {}, [picture(200)]), { name: "QuotaExceededError" });
  assert.equal((await queue.list()).length, 1);
  assert.equal(base.stores.photos.size, 1);
});
