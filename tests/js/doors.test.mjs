import assert from "node:assert/strict";
import test from "node:test";
import { forgetOver, openDoors, overlay } from "../../citizen_app/core/assets/js/pocket/doors.js";
import { makeMarkSender } from "../../citizen_app/core/assets/js/pocket/send_marks.js";
import { makeVault } from "../../citizen_app/core/assets/js/pocket/vault.js";
import { memoryBase } from "./base.mjs";

const NOW = 1_800_000_000_000;
const door = (code = "DT-1", more = {}) => ({
  code,
  title: "Đối thoại",
  people: [
    { code: "DK-LAN", name: "Nguyễn Thị Lan", people: 2, neighbourhood: "", state: "placed", at: "", own: "" },
    { code: "DK-TAM", name: "Trần Văn Tám", people: 1, neighbourhood: "", state: "placed", at: "17:40", own: "" },
  ],
  walk_ins: [],
  counts: { present: 1, walk_ins: 0, registered: 3, waiting: 0 },
  places: [[7, "Khu phố 1"]],
  keep_seconds: 3600,
  ...more,
});

async function setUp() {
  const base = memoryBase();
  return { base, doors: openDoors(base, await makeVault(base, "274951", 1000)) };
}

// A server that takes each mark once, by its id.
function makeServer() {
  const server = { taken: new Map(), calls: 0, answer: null, door: door() };
  server.call = async (url, { body }) => {
    server.calls += 1;
    const given = server.answer && server.answer(server.calls, body);
    if (given) return given;
    for (const mark of body.marks) if (!server.taken.has(mark.id)) server.taken.set(mark.id, { ...mark, url });
    return { ok: true, taken: body.marks.map(({ id }) => ({ id, outcome: "done", code: "", words: "" })), door: server.door };
  };
  return server;
}

function senderOf(doors, server) {
  const seen = { taken: [], doors: [], wiped: [] };
  const sender = makeMarkSender({
    doors,
    url: "/diem-danh",
    call: server.call,
    onTaken: (code, outcomes) => seen.taken.push(...outcomes.map((one) => one.outcome)),
    onDoor: async (code, list) => seen.doors.push([code, Boolean(list)]),
    onWipe: async (words) => seen.wiped.push(words),
  });
  return { sender, seen };
}

test("lists and marks lie sealed, and only their end can be read", async () => {
  const { base, doors } = await setUp();
  await doors.keepAll([door()], NOW);
  await doors.add("DT-1", { kind: "mark", code: "DK-LAN" });
  const [row] = await base.all("doors");
  assert.deepEqual(Object.keys(row).sort(), ["code", "sealed", "until"]);
  assert.equal(row.until, NOW + 3_600_000);
  const [mark] = await base.all("marks");
  assert.deepEqual(Object.keys(mark).sort(), ["n", "sealed", "state"]);
  assert.equal((await doors.get("DT-1")).people[0].name, "Nguyễn Thị Lan");
});

test("a list goes by itself when its time is over, marks stay", async () => {
  const { base, doors } = await setUp();
  await doors.keepAll([door("DT-1"), door("DT-2", { keep_seconds: 7200 })], NOW);
  await doors.add("DT-1", { kind: "mark", code: "DK-LAN" });
  assert.deepEqual(await forgetOver(base, NOW + 3_599_000), { gone: [], next: NOW + 3_600_000 });
  assert.deepEqual(await forgetOver(base, NOW + 3_600_000), { gone: ["DT-1"], next: NOW + 7_200_000 });
  assert.equal(await doors.get("DT-1"), null);
  assert.deepEqual(await forgetOver(base, NOW + 9_000_000), { gone: ["DT-2"], next: 0 });
  assert.equal((await doors.waiting()).length, 1);
});

test("what is fetched anew takes away the lists that are not in it", async () => {
  const { base, doors } = await setUp();
  await doors.keepAll([door("DT-1"), door("DT-2")], NOW);
  await doors.keepAll([door("DT-2")], NOW);
  assert.deepEqual(await base.keys("doors"), ["DT-2"]);
});

test("what waits lies over the list", async () => {
  const list = door();
  const marks = [
    { id: "a", kind: "mark", code: "DK-LAN" },
    { id: "b", kind: "walk_in", people: 4, neighbourhood: 7 },
    { id: "c", kind: "mark", code: "DK-NEW" },
    { id: "d", kind: "undo", target: "a" },
    { id: "e", kind: "undo", target: "not known here" },
  ].map((mark) => ({ mark }));
  const at = (count) => overlay(list, marks.slice(0, count));
  assert.equal(at(0).present, 1);
  assert.equal(at(1).present, 3);
  assert.equal(at(1).people[0].own, "a");
  assert.deepEqual([at(2).present, at(2).walkIns[0].neighbourhood], [7, "Khu phố 1"]);
  assert.deepEqual([at(3).present, at(3).people[2].isUnlisted], [7, true]);
  assert.deepEqual([at(4).present, at(4).people[0].isThere, at(5).present], [5, false, 5]);
  // Of others there is nothing to take back; of one's own, after they were sent, there is.
  assert.equal(at(0).people[1].own, "");
  const own = door("DT-1", { walk_ins: [{ id: "w", people: 2, neighbourhood: "", at: "17:50" }], counts: { present: 3 } });
  assert.equal(overlay(own, [{ mark: { id: "x", kind: "undo", target: "w" } }]).present, 1);
});

test("each mark arrives once and in its order, whatever happens on the way", async () => {
  const { doors } = await setUp();
  const made = [];
  for (let n = 0; n < 120; n += 1) made.push((await doors.add(n % 2 ? "DT-1" : "DT-2", { kind: "walk_in", people: 1 })).id);
  const server = makeServer();
  // Every second answer is lost after the server has stored.
  server.answer = (count, body) => {
    if (count % 2) return null;
    body.marks.forEach((mark) => server.taken.set(mark.id, mark));
    return { problem: "offline" };
  };
  const { sender } = senderOf(doors, server);
  let rounds = 0;
  while ((await sender.send()) && rounds < 20) rounds += 1;
  assert.equal((await doors.marks()).length, 0);
  const arrived = [...server.taken.keys()];
  assert.equal(arrived.length, made.length);
  for (const parity of [0, 1]) {
    const ofDoor = made.filter((_, n) => n % 2 === parity);
    assert.deepEqual(arrived.filter((id) => ofDoor.includes(id)), ofDoor);
  }
  assert.ok(server.calls >= 4);
});

test("what does not count is kept until the helper has read it", async () => {
  const { doors } = await setUp();
  const fine = await doors.add("DT-1", { kind: "mark", code: "DK-LAN" });
  const wrong = await doors.add("DT-1", { kind: "mark", code: "DK-XXX" });
  const server = makeServer();
  server.answer = () => ({
    ok: true,
    door: door(),
    taken: [
      { id: fine.id, outcome: "already", code: "DK-LAN", words: "Đã điểm danh." },
      { id: wrong.id, outcome: "unknown", code: "DK-XXX", words: "Không có mã này." },
    ],
  });
  const { sender, seen } = senderOf(doors, server);
  assert.equal(await sender.send(), "");
  const left = await doors.marks();
  assert.deepEqual(left.map((one) => [one.mark.id, one.state, one.words]), [[wrong.id, "stuck", "Không có mã này."]]);
  assert.deepEqual(seen.taken, ["already", "unknown"]);
  await sender.send();
  assert.equal(server.calls, 1, "what is stuck is not sent again by itself");
  await doors.remove(left[0]);
  assert.equal((await doors.marks()).length, 0);
});

test("a duty that ended takes the list away, and says so of what it did not take", async () => {
  const { doors } = await setUp();
  await doors.add("DT-1", { kind: "mark", code: "DK-LAN" });
  const server = makeServer();
  server.answer = () => ({ problem: "conflict", conflict: "door", words: "Không còn trực." });
  const { sender, seen } = senderOf(doors, server);
  assert.equal(await sender.send(), "");
  assert.deepEqual(seen.doors, [["DT-1", false]]);
  assert.deepEqual((await doors.marks()).map((one) => [one.state, one.words]), [["stuck", "Không còn trực."]]);
});

test("trouble stops and keeps everything; a wipe is heard", async () => {
  const { doors } = await setUp();
  await doors.add("DT-1", { kind: "mark", code: "DK-LAN" });
  const server = makeServer();
  const { sender, seen } = senderOf(doors, server);
  for (const problem of ["offline", "trouble", "out", "update"]) {
    server.answer = () => ({ problem });
    assert.equal(await sender.send(), problem);
  }
  server.answer = () => ({ problem: "conflict", conflict: "other", words: "" });
  assert.equal(await sender.send(), "other");
  assert.equal((await doors.waiting()).length, 1);
  server.answer = () => ({ problem: "wipe", words: "Máy bị xóa." });
  assert.equal(await sender.send(), "wipe");
  assert.deepEqual(seen.wiped, ["Máy bị xóa."]);
});

test("lists that lie here come anew also when nothing waits, but not all the time", async () => {
  const { doors } = await setUp();
  const server = makeServer();
  const { sender, seen } = senderOf(doors, server);
  await sender.send();
  assert.equal(server.calls, 0);
  await doors.keepAll([door()], NOW);
  await sender.send();
  await sender.send();
  assert.deepEqual([server.calls, seen.doors], [1, [["DT-1", true]]]);
});
