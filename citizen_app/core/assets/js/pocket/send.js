// Sends what waits: in its order, one page at a time, photos first and piece by piece, each thing once.
// The server knows an item by its key: asking again after a lost answer gives the first answer.
import { call as callServer } from "./api.js";

const LEAST_PIECE = 16 * 1024;
const MOST_PIECE = 256 * 1024;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const LOCK = "so-tay-gui";

// How long to wait after so many failures one after the other: twice as long each time, never all phones at once.
export function backOff(failures, chance = Math.random()) {
  const whole = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));
  return Math.round(whole * (0.5 + chance / 2));
}

// `tell(state)` hears {state, left, sent, total, part}; `onSent(item, code)` and `onWipe(words)`, `onUpdate()` act on it.
// `first`: {send, waiting}, what goes before the items because it is small and somebody waits for it (send_marks.js).
const NOTHING = { send: async () => "", waiting: async () => [] };

export function makeSender({ queue, urls, tell, onSent, onWipe, onUpdate, first = NOTHING, call = callServer, locks = navigator.locks }) {
  let isBusy = false;
  let isWanted = false;
  let isStopped = false;
  let failures = 0;
  let piece = LEAST_PIECE * 4;
  let timer;

  async function start() {
    if (isStopped) return;
    clearTimeout(timer);
    if (isBusy) {
      isWanted = true;
      return;
    }
    isBusy = true;
    let problem;
    try {
      do {
        isWanted = false;
        problem = await alone(sendAll);
      } while (isWanted && !problem && !isStopped);
    } catch (error) {
      console.error(error);
      problem = "trouble";
    }
    isBusy = false;
    if (isStopped) return;
    await end(problem);
  }

  // Only one open page sends; the others hear of it when the lock is free.
  function alone(act) {
    if (!locks) return act();
    return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : "elsewhere"));
  }

  async function end(problem) {
    const left = (await queue.list()).filter((item) => item.state !== "stuck").length + (await first.waiting()).length;
    tell({ state: problem || "done", left });
    if (problem === "wipe") return;
    if (problem === "update") return void onUpdate();
    if (problem === "offline" || problem === "trouble") {
      failures += 1;
      if (left) timer = setTimeout(start, backOff(failures));
    } else if (problem === "elsewhere" && left) timer = setTimeout(start, FIRST_WAIT * 2);
  }

  async function sendAll() {
    const before = await first.send();
    if (before) return before;
    const waiting = (await queue.list()).filter((item) => item.state !== "stuck");
    let sent = 0;
    for (const { n } of waiting) {
      if (isStopped) return "locked";
      const item = await queue.get(n); // it may have been changed or deleted meanwhile
      if (!item || item.state === "stuck") continue;
      tell({ state: "sending", left: waiting.length - sent, sent, total: waiting.length, part: 0 });
      const problem = await sendOne(item, (part) =>
        tell({ state: "sending", left: waiting.length - sent, sent, total: waiting.length, part }),
      );
      if (problem) return problem;
      sent += 1;
    }
    return "";
  }

  async function sendOne(item, onPart) {
    if (item.state === "asked") {
      const answer = await ask(item); // it may be there already, and its photos with it
      if (answer.conflict !== "photo-missing") return finished(item, answer);
    }
    const whole = item.bytes || 1;
    let before = 0;
    for (const photo of item.photos) {
      const answer = await sendPhoto(photo, (done) => onPart((before + done) / whole));
      if (answer) return concluded(item, answer);
      before += photo.size;
    }
    await queue.mark(item, "asked"); // from here on the server may have it
    return finished(item, await ask(item));
  }

  function ask(item) {
    const { kind, key, slip, pin, at, said, consent, photos, despite } = item;
    const body = { kind, key, slip, pin, at, now: Date.now(), said, consent, despite };
    body.photos = photos.map((photo) => ({ id: photo.id, role: photo.role }));
    return call(urls.item, { body, patience: 30000 });
  }

  async function finished(item, answer) {
    if (!answer.ok) return concluded(item, answer);
    failures = 0;
    await queue.remove(item);
    await onSent(item, answer);
    return "";
  }

  // Returns "" when one may go on with the next item, or what stops the sending.
  async function concluded(item, answer) {
    if (answer.problem === "conflict") {
      failures = 0;
      if (["other", "unknown"].includes(answer.conflict)) return answer.conflict; // about the phone, not the item
      if (answer.conflict === "photo-missing") {
        await queue.mark(item, "waiting"); // the server lost pieces: they are sent again
        return "trouble";
      }
      const { conflict, words, code, field } = answer;
      await queue.mark(item, "stuck", { words, conflict, code, field });
      return "";
    }
    if (answer.problem === "wipe") await onWipe(answer.words);
    return answer.problem;
  }

  // Returns null when the server has the whole photo, else the answer that says why not.
  async function sendPhoto(photo, onPart) {
    const url = `${urls.photo}/${photo.id}`;
    const about = { "X-Co": String(photo.size), "X-Sha256": photo.sha256 };
    let answer = await call(url, { bytes: new Uint8Array(0), headers: about }); // asks how far it is
    if (!answer.ok) return answer;
    let at = answer.offset;
    if (at === photo.size) return null;
    const bytes = await queue.photo(photo.id);
    while (at < photo.size) {
      if (isStopped) return { problem: "locked" };
      const part = bytes.slice(at, at + piece);
      answer = await call(url, { bytes: part, headers: { ...about, "X-Tu": String(at) } });
      if (answer.problem === "conflict" && Number.isInteger(answer.offset) && answer.offset !== at) {
        at = answer.offset; // the last answer was lost on its way: the server is further (or was emptied)
        continue;
      }
      if (!answer.ok) {
        if (answer.problem === "offline") piece = Math.max(LEAST_PIECE, piece / 2);
        return answer;
      }
      failures = 0;
      piece = Math.min(MOST_PIECE, piece * 2);
      at = answer.offset;
      onPart(at);
    }
    return null;
  }

  function wake() {
    failures = 0;
    return start();
  }

  function stop() {
    isStopped = true;
    clearTimeout(timer);
  }

  return { start, wake, stop, isBusy: () => isBusy };
}
