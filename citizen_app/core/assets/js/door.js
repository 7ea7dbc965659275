// The page at the door: finds people in the list that this phone keeps, marks them, and shows what waits to be sent.
import { fold, newId, readCode } from "./door_codes.js";
import { noteList } from "./door_forget.js";
import { keepPage } from "./door_page.js";
import { startScanning } from "./door_scan.js";
import { openStore } from "./door_store.js";
import { startSync } from "./door_sync.js";

const MOST_FOUND = 20;
const MOST_RECENT = 12;

export async function startDoor(box) {
  const session = box.dataset.door;
  const store = await openStore();
  const one = (name) => box.querySelector(`[data-door-${name}]`);
  const say = (name, values = {}) =>
    Object.keys(values).reduce((text, key) => text.replace(`{${key}}`, values[key]), box.dataset[`say${name}`]);
  const count = (name) => box.querySelector(`[data-door-count="${name}"]`);
  const form = one("find");
  const typed = form.querySelector("[name=typed]");
  const walkIn = one("walk-in");
  let list = (await store.list(session)) || { people: [], counts: null };
  if (list.until && !(list.until > Date.now())) list = { people: [], counts: null };
  let waiting = await store.waiting(session);
  const takenBack = new Set(waiting.map((item) => item.mark.target));
  // What a closed page had not sent yet is shown again, so that it can be taken back, and conflicts are told.
  let recent = waiting
    .filter((item) => item.mark.kind !== "undo")
    .map((item) => ({ ...item.mark, state: "waits", isTakenBack: takenBack.has(item.mark.id) }))
    .reverse();

  box.querySelectorAll("[data-door-without-scripts]").forEach((part) => (part.hidden = true));
  const sync = startSync(box.dataset.url, session, store, showState, take);
  startScanning(box, (code) => found(code, true), () => tell(say("NothingSeen")));
  typed.addEventListener("input", () => found(typed.value, false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    found(typed.value, false);
  });
  walkIn.addEventListener("submit", addWalkIn);
  box.querySelectorAll("form[action]").forEach((part) => part !== form && part !== walkIn && (part.hidden = true));
  show();
  await sync();
  keepPage(box.dataset.page, box.dataset.worker, session).then((isKept) => isKept && tell(say("Ready")));

  async function enqueue(mark) {
    const item = { session, at: Date.now(), mark: { id: newId(), ...mark } };
    await store.add(item);
    recent = [{ ...item.mark, state: "waits" }, ...recent].slice(0, MOST_RECENT);
    waiting = await store.waiting(session);
    show();
    sync();
  }

  async function addWalkIn(event) {
    event.preventDefault();
    const value = (name) => walkIn.querySelector(`[name=${name}]`).value;
    const mark = { kind: "walk_in", people: Number(value("people")), name: value("name").trim().slice(0, 120) };
    if (value("neighbourhood")) mark.neighbourhood = Number(value("neighbourhood"));
    walkIn.reset();
    await enqueue(mark);
    tell(`${mark.name || say("WalkIn")}: ${say("Present")}`);
  }

  function found(text, isScanned) {
    const code = readCode(text);
    if (code === null) {
      tell(say("Wrong"));
      return;
    }
    tell("");
    const known = code && rows().find((row) => row.code === code);
    if (code && isScanned) {
      tell(`${known ? known.name || code : code}: ${known && known.isThere ? thereSince(known) : say("Present")}`);
      if (!known || !known.isThere) enqueue({ kind: "mark", code });
      typed.value = code;
    }
    if (code && !known) {
      if (!isScanned) tell(say("Unlisted"));
      typed.dataset.unlisted = code;
    } else delete typed.dataset.unlisted;
    show();
    if (!code && text.trim() && !matches().length) tell(say("None"));
  }

  // The list as the server knows it, with what waits on this phone laid over it.
  function rows() {
    const over = new Map();
    for (const item of waiting) {
      const mark = item.mark;
      const target = mark.target ? recent.find((other) => other.id === mark.target) : null;
      const code = mark.code || (target && target.code);
      if (code && mark.kind !== "walk_in") over.set(code, mark.kind === "mark");
    }
    return list.people.map((person) => {
      const isWaiting = over.has(person.code);
      return { ...person, isWaiting, isThere: isWaiting ? over.get(person.code) : Boolean(person.at) };
    });
  }

  function matches() {
    const text = typed.value.trim();
    const code = readCode(text);
    if (code) return rows().filter((row) => row.code === code);
    const wanted = fold(text);
    return wanted ? rows().filter((row) => fold(row.name).includes(wanted)).slice(0, MOST_FOUND) : [];
  }

  function thereSince(row) {
    return row.isWaiting ? say("Marking") : say("There", { time: row.at });
  }

  function show() {
    const lines = matches().map((row) => {
      const about = [say("Row", { code: row.code, n: row.people }), row.neighbourhood];
      if (row.state !== "placed") about.push(say(row.state === "waiting" ? "Waiting" : "Cancelled"));
      if (row.isThere) about.push(thereSince(row));
      return line(row.name || row.code, about, {
        mark: row.isThere ? null : () => enqueue({ kind: "mark", code: row.code }),
        undo: row.isThere ? () => enqueue({ kind: "undo", code: row.code }) : null,
      });
    });
    const unlisted = typed.dataset.unlisted;
    if (unlisted && !lines.length) lines.push(line(unlisted, [], { mark: () => enqueue({ kind: "mark", code: unlisted }) }));
    one("found").replaceChildren(...lines);
    showRecent();
    showCounts();
  }

  function showRecent() {
    const known = rows();
    const shown = recent.filter((item) => item.kind !== "undo");
    const lines = shown.map((item) => {
      const row = known.find((other) => other.code === item.code);
      const title = item.name || (row && row.name) || item.code || say("WalkIn");
      const about = [item.people ? say("People", { n: item.people }) : "", item.words || say(stateWord(item))];
      const isOpen = !item.isTakenBack && !["unknown", "elsewhere", "refused"].includes(item.outcome);
      return line(title, about, { undo: isOpen ? () => takeBack(item) : null });
    });
    one("recent").hidden = !lines.length;
    one("recent").querySelector("ul").replaceChildren(...lines);
  }

  function stateWord(item) {
    if (item.isTakenBack) return "Undone";
    return item.state === "waits" ? "Waits" : "Sent";
  }

  function takeBack(item) {
    item.isTakenBack = true;
    item.words = "";
    return enqueue({ kind: "undo", target: item.id, code: item.code || "" });
  }

  function line(title, about, acts) {
    const made = one("row").content.firstElementChild.cloneNode(true);
    made.querySelector("strong").textContent = title;
    made.querySelector(".muted").textContent = about.filter(Boolean).join(" · ");
    for (const name of ["mark", "undo"]) {
      const act = acts[name];
      const button = made.querySelector(`[data-do-${name}]`);
      button.querySelector("span").textContent = ` ${title}`;
      button.hidden = !act;
      if (act) button.addEventListener("click", act);
    }
    return made;
  }

  function showCounts() {
    if (!list.counts) return;
    const waitingPeople = waiting.reduce((sum, item) => sum + change(item.mark), 0);
    count("present").textContent = Math.max(0, list.counts.present + waitingPeople);
    count("registered").textContent = list.counts.registered;
    count("waiting").textContent = list.counts.waiting;
  }

  function change(mark) {
    if (mark.kind === "walk_in") return mark.people;
    const entry = list.people.find((person) => person.code === mark.code);
    if (mark.kind === "mark") return entry && !entry.at ? entry.people : 0;
    const target = recent.find((item) => item.id === mark.target);
    if (target && target.kind === "walk_in") return -target.people;
    return entry && entry.at ? -entry.people : 0;
  }

  async function take(answer) {
    for (const told of answer.taken) {
      const item = recent.find((other) => other.id === told.id);
      if (!item) continue;
      item.state = "sent";
      item.outcome = told.outcome;
      if (told.outcome !== "done" && !item.isTakenBack) {
        item.words = told.words;
        tell(`${item.code || item.name || say("WalkIn")}: ${told.words}`);
      }
    }
    const until = Date.now() + answer.keep_seconds * 1000;
    list = { session, until, people: answer.people, counts: answer.counts };
    if (answer.keep_seconds > 0) {
      await store.keepList(list);
      noteList(session, until);
    }
    waiting = await store.waiting(session);
    show();
  }

  function showState(state, left) {
    const words = { online: "Online", sending: "Sending", offline: "Offline", trouble: "Trouble", out: "Out" };
    const bar = one("state");
    const memory = store.isLasting ? "" : ` ${say("Memory")}`;
    const text = say(words[state], { n: left }) + memory;
    if (bar.textContent !== text) bar.textContent = text;
    bar.classList.toggle("door__state--waits", state !== "online" && state !== "sending");
    bar.hidden = false;
    box.dataset.left = left;
    box.dataset.state = state;
  }

  function tell(text) {
    one("told").textContent = text;
  }
}
