import assert from "node:assert/strict";
import test from "node:test";
import { openQueue } from "../../citizen_app/core/assets/js/pocket/queue.js";
import { backOff, makeSender } from "../../citizen_app/core/assets/js/pocket/send.js";
import { makeVault } from "../../citizen_app/core/assets/js/pocket/vault.js";
import { memoryBase } from "./base.mjs";

// A server that keeps what comes, once by its key; `fault(what, times)` may break an answer or a request.
function makeServer() {
  const server = { photos: new Map(), cases: new Map(), calls: 0, fault: () => null };
  server.call = async (url, { body, bytes, headers = {} } = {}) => {
    server.calls += 1;
    const what = body ? "item" : bytes.length ?? bytes.byteLength ? "piece" : "offset";
    const fault = server.fault(what, server.calls);
    if (fault === "lost") return { problem: "offline" };
    const answer = what === "item" ? take(body) : piece(url, bytes, headers);
    return fault === "unheard" ? { problem: "trouble" } : fault || answer;
  };
  const piece = (url, bytes, headers) => {
    const name = url.split("/").pop();
    const got = server.photos.get(name) || [];
    const part = new Uint8Array(bytes);
    if (!part.length) return { ok: true, offset: got.length };
    if (Number(headers["X-Tu"]) !== got.length) return { problem: "conflict", conflict: "offset", offset: got.length };
    server.photos.set(name, [...got, ...part]);
    return { ok: true, offset: got.length + part.length };
  };
  const take = (body) => {
    if (!server.cases.has(body.key)) {
      const photos = body.photos.map(({ id }) => server.photos.get(id));
      if (photos.some((photo) => !photo || photo.length < 150000)) return { problem: "conflict", conflict: "photo-missing" };
      body.photos.forEach(({ id }) => server.photos.delete(id)); // they lie with the case now
      server.cases.set(body.key, { ...body, photos, code: `PA-${server.cases.size + 1}` });
    }
    return { ok: true, code: server.cases.get(body.key).code };
  };
  return server;
}

async function setUp(items = 3, locks = null) {
  const base = memoryBase();
  await base.put("meta", { name: "device", key: "k", prefix: "7K3M", count: 0 });
  const queue = openQueue(base, await makeVault(base, "274951", 1000));
  for (let n = 0; n < items; n += 1) {
    const blob = new Blob([new Uint8Array(150000).fill(n)]);
    await queue.add("report", { text: `việc ${n}` }, { how: "witness" }, [{ blob, role: "photo" }]);
  }
  const server = makeServer();
  const told = [];
  const seen = { sent: [], wiped: [], updates: 0 };
  const sender = makeSender({
    queue,
    urls: { item: "/viec", photo: "/anh" },
    call: server.call,
    locks,
    tell: (state) => told.push(state),
    onSent: (item, answer) => seen.sent.push([item.slip, answer.code]),
    onWipe: (words) => seen.wiped.push(words),
    onUpdate: () => (seen.updates += 1),
  });
  return { queue, server, sender, told, seen };
}

test("everything goes once, in its order, and leaves the phone", async () => {
  const { queue, server, sender, seen, told } = await setUp();
  await sender.start();
  assert.deepEqual([...server.cases.values()].map((one) => one.said.text), ["việc 0", "việc 1", "việc 2"]);
  assert.equal(seen.sent.length, 3);
  assert.deepEqual(await queue.list(), []);
  assert.ok([...server.cases.values()].every((one) => one.photos[0].length === 150000));
  assert.equal(told.at(-1).state, "done");
  sender.stop();
});

test("whatever answer is lost, each thing is stored once and each photo goes on where it was", async () => {
  const { queue, server, sender } = await setUp();
  let pieces = 0;
  server.fault = (what, number) => {
    if (what === "piece") pieces += 1;
    if (number % 3 === 0) return "unheard"; // it was stored, the answer did not come
    return number % 4 === 0 ? "lost" : null; // it never arrived
  };
  for (let tries = 0; tries < 60 && (await queue.list()).length; tries += 1) await sender.wake();
  assert.equal((await queue.list()).length, 0);
  assert.equal(server.cases.size, 3);
  assert.equal(server.photos.size, 0, "no photo is sent again once its case is there");
  assert.ok(pieces < 40, `${pieces} pieces`);
  sender.stop();
});

test("what the server cannot take is put aside with its words, and the rest goes on", async () => {
  const { queue, server, sender } = await setUp();
  const take = server.call;
  server.fault = () => null;
  let number = 0;
  const refused = { problem: "conflict", conflict: "closed", words: "Đã đóng" };
  server.fault = (what) => (what === "item" && (number += 1) === 2 ? refused : null);
  await sender.start();
  const [left, ...more] = await queue.list();
  assert.deepEqual([more.length, left.state, left.words, left.conflict], [0, "stuck", "Đã đóng", "closed"]);
  assert.ok(take);
  sender.stop();
});

test("what is said about the phone itself stops the sending and marks no item", async () => {
  const { queue, server, sender, told } = await setUp();
  server.fault = () => ({ problem: "conflict", conflict: "other", words: "x" });
  await sender.start();
  assert.deepEqual((await queue.list()).map((item) => item.state), ["waiting", "waiting", "waiting"]);
  assert.equal(told.at(-1).state, "other");
  sender.stop();
});

for (const [problem, check] of [
  ["out", (seen) => seen.updates === 0],
  ["update", (seen) => seen.updates === 1],
  ["wipe", (seen) => seen.wiped.length === 1],
]) {
  test(`"${problem}" stops the sending and keeps the queue`, async () => {
    const { queue, server, sender, seen, told } = await setUp();
    server.fault = () => ({ problem, words: "x" });
    await sender.start();
    assert.equal((await queue.list()).length, 3);
    assert.equal(told.at(-1).state, problem);
    assert.equal(server.calls, 1);
    assert.ok(check(seen));
    sender.stop();
  });
}

test("only one page sends at a time", async () => {
  const { server, sender, told } = await setUp(1, { request: (name, how, act) => act(null) });
  await sender.start();
  assert.equal(server.calls, 0);
  assert.equal(told.at(-1).state, "elsewhere");
  sender.stop();
});

test("an item that the server may have stays as it is until the answer comes", async () => {
  const { queue, server, sender } = await setUp(1);
  server.fault = (what) => (what === "item" ? "unheard" : null);
  await sender.start();
  assert.equal((await queue.list())[0].state, "asked");
  sender.stop();
});

test("waiting grows, has an end, and is not the same for all phones", () => {
  const longest = [1, 2, 3, 4, 5, 6, 9].map((failures) => backOff(failures, 1));
  assert.deepEqual(longest, [2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  assert.equal(backOff(3, 0), 4000);
});
