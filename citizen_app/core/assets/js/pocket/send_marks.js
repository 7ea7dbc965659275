// Sends what was done at a door: in its order, in batches; the server takes each mark once, so sending again is harmless.
import { call as callServer } from "./api.js";

const BATCH = 50;
const PAUSE = 5000;
const FINE = ["done", "already", "kept"];

// `onTaken(code, outcomes)` hears what became of marks; `onDoor(code, door)` gets the list anew, null when it has to go.
export function makeMarkSender({ doors, url, onTaken, onDoor, onWipe, call = callServer }) {
  const asked = new Map(); // code -> when its list was asked for last

  // Returns "" when everything is sent, or what stops the sending (api.js). The lists that lie here come anew with it,
  // also where nothing waits: others check people in, too, and a duty that was ended takes its list away.
  async function send() {
    const waiting = await doors.waiting();
    const old = (await doors.codes()).filter((code) => !(Date.now() - asked.get(code) < PAUSE));
    const codes = [...new Set([...waiting.map((one) => one.code), ...old])];
    for (const code of codes) {
      const problem = await sendOf(code, waiting.filter((one) => one.code === code));
      if (problem) return problem;
    }
    return "";
  }

  async function sendOf(code, rows) {
    do {
      const batch = rows.splice(0, BATCH);
      const problem = await sendBatch(code, batch);
      if (problem) return problem;
    } while (rows.length);
    return "";
  }

  async function sendBatch(code, batch) {
    const body = { marks: batch.map((one) => one.mark), now: Date.now() };
    asked.set(code, Date.now());
    const answer = await call(`${url}/${code}`, { body, patience: 30000 });
    if (answer.ok) {
      await settle(batch, answer.taken);
      await onDoor(code, answer.door);
      onTaken(code, answer.taken);
      return "";
    }
    if (answer.problem === "wipe") await onWipe(answer.words);
    if (answer.problem !== "conflict") return answer.problem;
    if (["other", "unknown"].includes(answer.conflict)) return answer.conflict; // about the phone, not the marks
    for (const one of batch) await doors.change(one, "stuck", answer.words);
    if (answer.conflict === "door") await onDoor(code, null);
    return "";
  }

  async function settle(batch, taken) {
    const told = new Map(taken.map((one) => [one.id, one]));
    for (const one of batch) {
      const outcome = told.get(one.mark.id);
      if (!outcome) continue; // the next round brings it again
      if (FINE.includes(outcome.outcome) || one.mark.kind === "undo") await doors.remove(one);
      else await doors.change(one, "stuck", outcome.words);
    }
  }

  return { send, waiting: doors.waiting };
}
