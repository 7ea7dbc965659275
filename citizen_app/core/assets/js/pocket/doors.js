// Doors of dialogues at which this helper checks people in. Lists and marks are sealed like everything else; open lie
// only the session's code and when its list has to be gone (no PIN is needed to forget it), and how a mark stands.
//   waiting  not answered yet          stuck  the server says why it did not count; the helper reads it and removes it
import { newKey } from "./codes.js";

export const STORES = ["doors", "marks"];

// Forgets the lists whose time is over. Returns the codes of those, and the moment at which the next one has to go.
export async function forgetOver(base, now) {
  const rows = await base.all("doors");
  const gone = rows.filter((row) => row.until <= now).map((row) => row.code);
  for (const code of gone) await base.remove("doors", code);
  const left = rows.filter((row) => row.until > now).map((row) => row.until);
  return { gone, next: left.length ? Math.min(...left) : 0 };
}

export function openDoors(base, vault) {
  // Marks are numbered by the base in the order in which they were made.
  const opened = async (row) => ({ ...(await vault.open(row.sealed)), n: row.n, state: row.state });

  async function keep(door, now) {
    const until = now + door.keep_seconds * 1000;
    await base.put("doors", { code: door.code, until, sealed: await vault.seal(door) });
  }

  // The server's answer to "fetch": the lists of these doors and no others.
  async function keepAll(doors, now) {
    const wanted = doors.map((door) => door.code);
    for (const code of await base.keys("doors")) if (!wanted.includes(code)) await forget(code);
    for (const door of doors) await keep(door, now);
  }

  async function get(code) {
    const row = await base.get("doors", code);
    return row ? vault.open(row.sealed) : null;
  }

  const codes = () => base.keys("doors");
  const forget = (code) => base.remove("doors", code);

  async function marks() {
    return Promise.all((await base.all("marks")).sort((a, b) => a.n - b.n).map(opened));
  }

  async function add(code, mark, at = Date.now()) {
    const made = { id: newKey().slice(0, 32), at, ...mark };
    await base.put("marks", { state: "waiting", sealed: await vault.seal({ code, mark: made, words: "" }) });
    return made;
  }

  async function change({ n, state: old, ...rest }, state, words) {
    await base.put("marks", { n, state, sealed: await vault.seal({ ...rest, words }) });
  }

  const remove = (mark) => base.remove("marks", mark.n);
  const waiting = async () => (await marks()).filter((one) => one.state === "waiting");

  return { keep, keepAll, get, codes, forget, marks, add, change, remove, waiting };
}

// The list with what waits on this phone laid over it: who is there, who can be taken back here, how many there are.
export function overlay(door, marks) {
  const people = door.people.map((person) => ({ ...person, isThere: Boolean(person.at), isWaiting: false }));
  const byCode = new Map(people.map((person) => [person.code, person]));
  const walkIns = door.walk_ins.map((one) => ({ ...one, own: one.id, isThere: true, isWaiting: false }));
  let present = door.counts.present;
  for (const { mark } of marks) {
    const place = door.places.find(([id]) => id === mark.neighbourhood);
    if (mark.kind === "walk_in") {
      present += mark.people;
      walkIns.push({ ...mark, own: mark.id, isThere: true, isWaiting: true, neighbourhood: place ? place[1] : "" });
    } else if (mark.kind === "mark") {
      let person = byCode.get(mark.code);
      if (!person) {
        person = { code: mark.code, name: "", neighbourhood: "", people: 0, state: "", isUnlisted: true };
        people.push(person);
        byCode.set(mark.code, person);
      }
      if (!person.isThere) present += person.people;
      Object.assign(person, { isThere: true, isWaiting: true, own: mark.id });
    } else {
      const gone = [...people, ...walkIns].find((one) => one.isThere && one.own === mark.target);
      if (!gone) continue;
      present -= gone.people;
      Object.assign(gone, { isThere: false, isWaiting: true, own: "" });
    }
  }
  return { people, walkIns: walkIns.filter((one) => one.isThere), present: Math.max(0, present) };
}
