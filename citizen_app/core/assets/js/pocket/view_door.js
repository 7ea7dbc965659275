// The door of a dialogue: find people, count them in, take one's own marks back. Works on the list that lies here.
import { fold, readCode } from "../door_codes.js";
import { startScanning } from "../door_scan.js";
import { offer } from "./fields.js";
import { overlay } from "./doors.js";

const MOST_FOUND = 20;
const MOST_THERE = 40;
const EVERY = 30000;

// Shows the door with a code; where one is at one door only, no code is needed.
export async function showDoor(app, code) {
  const { page } = app;
  const duties = (app.bundle && app.bundle.duties) || [];
  const duty = duties.find((one) => one.code === code) || (!code && duties.length === 1 && duties[0]);
  if (!duty) return app.go("#/");
  if (!code) return app.go(`#/diem-danh/${duty.code}`);
  const door = await app.doors.get(code);
  if (!door) return showNotYet(app, duty);
  page.show("door", leave);
  app.doorCode = code;
  const timer = setInterval(() => document.hidden || app.sender.start(), EVERY);
  const form = page.one("form");
  const typed = page.one("typed");
  page.one("session").textContent = door.title;
  typed.addEventListener("input", () => fillDoor(app));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fillDoor(app);
  });
  const walkIn = page.one("walk-in");
  offer(walkIn.elements.neighbourhood, door.places.map(([id, name]) => ({ value: String(id), text: name })));
  walkIn.addEventListener("submit", (event) => addWalkIn(app, code, event));
  startScanning(page.place, (text) => scanned(app, text), () => tell(app, page.say("NothingSeen")));
  app.told = [];
  app.sender.wake();
  return fillDoor(app);

  function leave() {
    clearInterval(timer);
    page.place.querySelector("[data-door-stop]").click(); // the camera, if it is on
  }
}

async function showNotYet(app, duty) {
  const { page } = app;
  page.show("door-closed");
  page.one("session").textContent = `${duty.title}, ${duty.at}, ${duty.place}`;
  const { prepared } = await app.keeper.times();
  const isEarly = Date.now() < prepared + duty.opens_in * 1000;
  page.one("when").textContent = isEarly ? page.say("DoorFrom", { at: duty.opens }) : page.say("DoorNotHere");
  page.one("fetch").addEventListener("click", async () => {
    await app.fetchAnew();
    if (await app.doors.get(duty.code)) app.go(`#/diem-danh/${duty.code}`);
  });
}

export async function fillDoor(app) {
  const { page } = app;
  const code = app.doorCode;
  const door = await app.doors.get(code);
  if (!door || page.root.dataset.view !== "door") return;
  const now = overlay(door, await app.doors.waiting());
  page.one("present").textContent = now.present;
  page.one("registered").textContent = door.counts.registered;
  page.one("queued").textContent = door.counts.waiting;
  fillFound(app, code, now);
  fillThere(app, code, now);
  tellOutcomes(app, now);
}

function fillFound(app, code, now) {
  const { page } = app;
  const text = page.one("typed").value.trim();
  const asked = readCode(text);
  const wanted = fold(text);
  const fits = (row) => (asked ? row.code === asked : wanted && fold(row.name).includes(wanted));
  const rows = asked === null ? [] : now.people.filter(fits).slice(0, MOST_FOUND);
  if (asked && !rows.length) rows.push({ code: asked, name: "", people: 0, neighbourhood: "", state: "", isUnlisted: true });
  const none = asked === null ? "Wrong" : wanted && !rows.length ? "Nobody" : rows.some((row) => row.isUnlisted) ? "Unlisted" : "";
  page.one("none").textContent = none ? page.say(none) : "";
  page.one("found").replaceChildren(...rows.map((row) => personRow(app, code, row)));
}

// Those who are in: the ones of this phone first, for they can be taken back here.
function fillThere(app, code, now) {
  const { page } = app;
  const there = [...now.walkIns.reverse(), ...now.people.filter((row) => row.isThere)];
  const sorted = [...there.filter((row) => row.own), ...there.filter((row) => !row.own)];
  page.one("there-none").hidden = there.length > 0;
  page.one("there").replaceChildren(...sorted.slice(0, MOST_THERE).map((row) => personRow(app, code, row)));
  const more = there.length - MOST_THERE;
  page.one("there-more").textContent = more > 0 ? page.say("ThereMore", { n: more }) : "";
}

function personRow(app, code, row) {
  const { page } = app;
  const { say } = page;
  const made = page.clone("person");
  const title = row.name || row.code || say("WalkIn");
  const about = [row.name && row.code, row.people ? say("People", { n: row.people }) : "", row.neighbourhood, page.sayOf("Coming", row.state)];
  const isOthers = row.isThere && !row.own;
  about.push(row.isThere && !row.isWaiting ? say("There", { time: row.at }) : "", row.isWaiting ? say(row.isThere ? "Marking" : "Undoing") : "");
  if (isOthers) about.push(say("ByOthers"));
  made.querySelector("strong").textContent = title;
  made.querySelector(".muted").textContent = about.filter(Boolean).join(" · ");
  const acts = { mark: row.isThere ? null : { kind: "mark", code: row.code }, undo: row.own && row.isThere ? { kind: "undo", target: row.own } : null };
  for (const [name, mark] of Object.entries(acts)) {
    const button = made.querySelector(`[data-do-${name}]`);
    button.querySelector("span").textContent = ` ${title}`;
    button.hidden = !mark;
    if (mark) button.addEventListener("click", () => keep(app, code, mark));
  }
  return made;
}

async function keep(app, code, mark) {
  try {
    await app.doors.add(code, mark);
  } catch (error) {
    return app.page.tell(app.page.say("NotKept"));
  }
  tell(app, "");
  app.changed();
  return app.sender.wake();
}

async function addWalkIn(app, code, event) {
  event.preventDefault();
  const form = event.target;
  const people = Number(form.elements.people.value);
  if (!(people >= 1 && people <= 20)) return app.page.tell(app.page.say("NeedPeople"));
  const mark = { kind: "walk_in", people };
  if (form.elements.neighbourhood.value) mark.neighbourhood = Number(form.elements.neighbourhood.value);
  form.reset();
  await keep(app, code, mark);
  return tell(app, app.page.say("WalkInAdded", { n: people }));
}

async function scanned(app, text) {
  const { page } = app;
  const code = app.doorCode;
  const read = readCode(text);
  if (!read) return tell(app, page.say("Wrong"));
  const door = await app.doors.get(code);
  const row = door && overlay(door, await app.doors.waiting()).people.find((one) => one.code === read);
  if (!row || !row.isThere) await keep(app, code, { kind: "mark", code: read });
  page.one("typed").value = read;
  tell(app, `${(row && row.name) || read}: ${page.say("Present")}`);
  return fillDoor(app);
}

// What the server said of marks that did not simply count: by the name of the person, where the list has it.
function tellOutcomes(app, now) {
  if (!app.told.length) return;
  const nameOf = (code) => (now.people.find((one) => one.code === code) || {}).name || code;
  tell(app, app.told.map((one) => `${nameOf(one.code)} ${one.words}`.trim()).join(" "));
  app.told = [];
}

function tell(app, text) {
  const place = app.page.one("told");
  if (place && place.textContent !== text) place.textContent = text;
}
