// The helper's app: opens the lock, shows the views, sends when it can, locks again.
import { openBase, Refused } from "./base.js";
import { openDoors } from "./doors.js";
import { makeKeeper, NOTE } from "./keeper.js";
import { makePage } from "./page.js";
import { openQueue } from "./queue.js";
import { makeSender } from "./send.js";
import { makeMarkSender } from "./send_marks.js";
import { startInstalling, startShell } from "./shell.js";
import { standing } from "./times.js";
import { showDoor, fillDoor } from "./view_door.js";
import { showForm } from "./view_form.js";
import { fill, showHome } from "./view_home.js";
import { showLock, showStart } from "./view_lock.js";
import { showLookup } from "./view_lookup.js";
import { showPlace } from "./view_places.js";
import { fillQueue, showQueue, showSlip } from "./view_queue.js";
import { forget, recall } from "../store.js";

const STALE = 6 * 3600 * 1000;
const KINDS = { "phan-anh": "report", "cau-hoi": "question", "dang-ky": "registration", "khao-sat": "survey" };

export async function startApp(root) {
  const page = makePage(root);
  const urls = { prepare: root.dataset.prepare, item: root.dataset.item, photo: root.dataset.photo, door: root.dataset.door };
  const lockAfter = Number(root.dataset.lockAfter) * 1000;
  const channel = window.BroadcastChannel ? new BroadcastChannel("so-tay") : null;
  const app = { page, urls, sentNow: [], told: [], doorCode: "", hasShell: false, vault: null, bundle: null, beforeLock: null, go, lock, changed, fetchAnew };
  let touched = Date.now();
  let hasNew = false;
  let left = 0;
  let isWiped = false;

  app.installing = startInstalling(() => refresh());
  app.shell = startShell(root.dataset, { onReady: () => ((app.hasShell = true), refresh()), onNew: () => ((hasNew = true), takeNew()) });
  try {
    app.base = await openBase(() => location.reload());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    page.show("refused");
    return;
  }
  app.keeper = makeKeeper(app.base, urls);
  if (channel) channel.onmessage = (event) => (event.data === "wiped" ? location.reload() : refresh());
  listen();
  await open();

  async function open() {
    const times = await app.keeper.times();
    await app.keeper.forgetDoors();
    const waiting = (await app.base.count("items")) + (await app.base.count("marks"));
    if (!(await app.base.get("meta", "lock"))) {
      if (recall(NOTE)) return wiped(page.say("WipedByBrowser"));
      return showStart(page, app.base, unlocked);
    }
    if (standing(times).isOver) return wipe(page.say(waiting ? "WipedOldWaiting" : "WipedOld", { n: waiting }));
    return showLock(page, app.base, { waiting, onOpen: unlocked, onForgotten: () => wipe(page.say("WipedByYou")) });
  }

  async function unlocked(vault, isNew) {
    app.vault = vault;
    app.queue = openQueue(app.base, vault);
    app.doors = openDoors(app.base, vault);
    const first = makeMarkSender({ doors: app.doors, url: urls.door, onTaken, onDoor, onWipe: wipe });
    app.sender = makeSender({ queue: app.queue, first, urls, tell: heard, onSent, onWipe: wipe, onUpdate: mustUpdate });
    touched = Date.now();
    await app.keeper.device();
    await app.keeper.note({});
    app.bundle = await app.keeper.bundle(vault);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    if (isNew || !app.bundle) await fetchAnew();
    else if (standing(await app.keeper.times()).age > STALE || (await isDoorOpen())) fetchAnew(true);
    if (!app.vault) return;
    await route();
    app.sender.start();
    app.shell.check();
  }

  // A door that has opened since the last fetch: its list is not here yet.
  async function isDoorOpen() {
    const { prepared } = await app.keeper.times();
    const there = await app.base.keys("doors");
    return (app.bundle.duties || []).some((duty) => !there.includes(duty.code) && Date.now() - prepared > duty.opens_in * 1000);
  }

  async function countWaiting() {
    return (await app.queue.list()).length + (await app.doors.marks()).length;
  }

  async function fetchAnew(isQuiet = false) {
    if (!isQuiet) page.setState(page.say("Fetching"));
    const waiting = await countWaiting();
    const answer = await app.keeper.prepare(app.vault, waiting).catch((error) => ({ problem: "full", error }));
    if (answer.ok) {
      app.bundle = await app.keeper.bundle(app.vault);
      page.setState("");
      if (!isQuiet) page.tell("");
      return refresh();
    }
    if (answer.problem === "wipe") return wipe(answer.words);
    if (answer.problem === "update") return mustUpdate();
    if (answer.problem === "conflict") return page.tell(answer.words);
    heard({ state: answer.problem, left: waiting });
    return undefined;
  }

  // What the sender says, in words.
  function heard({ state, left: now, sent, total, part }) {
    left = now;
    root.dataset.state = state;
    root.dataset.left = String(now);
    if (state === "unknown") fetchAnew(true); // makes the phone known again
    const names = { other: "OtherHelper", offline: "Offline", trouble: "Trouble", out: "Out", elsewhere: "Elsewhere", full: "Full", update: "Updating" };
    if (state === "sending") {
      page.setState(page.say("Sending", { n: sent + 1, total, part: Math.round(part * 100) }));
      if (part === 0) refresh();
    } else if (names[state]) page.setState(page.say(names[state], { n: now }), true);
    else page.setState(now ? page.say("Waiting", { n: now }) : page.say("AllSent"));
    page.root.querySelector("[data-p-sign-in]").hidden = state !== "out";
    if (state !== "sending") refresh();
    if (state === "done") app.keeper.note({}).then(takeNew);
  }

  function onSent(item, answer) {
    app.sentNow = [{ slip: item.slip, code: answer.code, kind: item.kind }, ...app.sentNow].slice(0, 60);
    changed();
  }

  function onTaken(code, outcomes) {
    app.told = [...app.told, ...outcomes.filter((one) => one.outcome !== "done")];
    if (outcomes.length) changed();
  }

  async function onDoor(code, door) {
    if (door) {
      await app.doors.keep(door, Date.now());
      await app.keeper.forgetDoors(); // writes down when it has to go
    } else await dropDoor(code);
    refresh();
  }

  async function dropDoor(code) {
    if (app.bundle) app.bundle.duties = (app.bundle.duties || []).filter((duty) => duty.code !== code);
    await app.doors.forget(code);
    await leaveDoors([code]);
  }

  // The list that is looked at just now is gone.
  function leaveDoors(codes) {
    if (root.dataset.view !== "door" || !codes.includes(app.doorCode)) return;
    go("#/");
    setTimeout(() => page.tell(page.say("DoorOver")), 100);
  }

  function changed() {
    if (channel) channel.postMessage("changed");
    refresh();
  }

  function refresh() {
    if (!app.vault) return undefined;
    if (root.dataset.view === "home") return fill(app);
    if (root.dataset.view === "queue") return fillQueue(app);
    if (root.dataset.view === "door") return fillDoor(app);
    if (root.dataset.view === "leave") return fillLeaving();
    return undefined;
  }

  // A new version takes over while nothing is typed or sent; the queue stays where it is.
  function takeNew() {
    const isFree = !app.vault || ["home", "queue", "lookup", "place"].includes(root.dataset.view);
    if (hasNew && isFree && !(app.sender && app.sender.isBusy())) app.shell.take();
    else if (hasNew) page.tell(page.say("NewVersion"));
  }

  async function mustUpdate() {
    page.setState(page.say("Updating", { n: left }), true);
    await app.shell.check();
    if (!hasNew) page.tell(page.say("UpdateByHand"));
    takeNew();
  }

  async function wipe(words) {
    if (app.sender) app.sender.stop();
    app.vault = app.bundle = null;
    isWiped = true;
    await app.keeper.wipe();
    if (channel) channel.postMessage("wiped");
    wiped(words);
  }

  function wiped(words) {
    forget(NOTE);
    page.setState("");
    page.show("wiped");
    page.one("words").textContent = words;
  }

  async function lock() {
    if (!app.vault) return;
    if (app.beforeLock) await app.beforeLock();
    app.sender.stop();
    location.reload(); // the key and every word on the screen are gone with the page
  }

  function go(address) {
    if (location.hash === address) route();
    else location.hash = address;
  }

  async function route() {
    if (!app.vault) return undefined;
    app.beforeLock = null;
    const [, name = "", number = ""] = location.hash.split("/");
    if (KINDS[name]) return showForm(app, KINDS[name]);
    if (name === "sua") {
      const item = await app.queue.get(Number(number));
      return item ? showForm(app, item.kind, item.n) : go("#/hang-cho");
    }
    if (name === "hang-cho") return showQueue(app);
    if (name === "phieu") return showSlip(app, Number(number));
    if (name === "tra-cuu") return showLookup(app);
    if (name === "khu-pho") return showPlace(app, Number(number));
    if (name === "diem-danh") return showDoor(app, number);
    if (name === "thoat") return showLeaving();
    return showHome(app);
  }

  async function showLeaving() {
    page.show("leave");
    page.one("send").addEventListener("click", () => app.sender.wake());
    page.one("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      await wipe(page.say("WipedByYou"));
      document.querySelector("[data-p-sign-out]").submit();
    });
    await fillLeaving();
  }

  async function fillLeaving() {
    const waiting = await countWaiting();
    if (root.dataset.view !== "leave") return;
    page.one("waiting").textContent = waiting ? page.say("LeaveWaiting", { n: waiting }) : page.say("LeaveNone");
    page.one("send").hidden = !waiting;
  }

  function listen() {
    window.addEventListener("hashchange", route);
    window.addEventListener("online", () => app.sender && app.vault && app.sender.wake());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden || !app.vault) return;
      if (isIdle()) lock();
      else app.sender.wake();
    });
    for (const name of ["pointerdown", "keydown", "input"]) document.addEventListener(name, () => (touched = Date.now()), true);
    setInterval(async () => isWiped || leaveDoors(await app.keeper.forgetDoors()), 10000);
    setInterval(() => app.vault && isIdle() && !app.sender.isBusy() && lock(), 10000);
    if (navigator.serviceWorker) {
      navigator.serviceWorker.addEventListener("message", (event) => event.data === "send" && app.vault && app.sender.wake());
    }
  }

  function isIdle() {
    return Date.now() - touched > lockAfter;
  }
}
