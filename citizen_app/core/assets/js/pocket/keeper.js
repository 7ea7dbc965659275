// Fetching what is needed without a signal, and forgetting everything when it is time.
import { call, own as phone, VERSION } from "./api.js";
import { newKey } from "./codes.js";
import { removeBase } from "./base.js";
import { forgetOver, openDoors } from "./doors.js";
import { standing } from "./times.js";
import { forget, recall, remember } from "../store.js";

export const NOTE = "so-tay"; // {until, doors}: tells every page of the site, cheaply, when there is something to forget

export function makeKeeper(base, urls) {
  async function times() {
    return (await base.get("meta", "times")) || { name: "times" };
  }

  async function note(more) {
    const known = await times();
    const now = Date.now();
    const kept = { ...known, ...more, seen: Math.max(known.seen || 0, more.seen || now) };
    await base.put("meta", kept);
    remember(NOTE, { ...(recall(NOTE) || {}), until: standing(kept).until });
    return kept;
  }

  // Forgets lists of doors whose time is over, also without a signal and while the app is locked; returns their codes.
  async function forgetDoors() {
    const { gone, next } = await forgetOver(base, Math.max(Date.now(), (await times()).seen || 0));
    const note = recall(NOTE);
    if (note && note.doors !== next) remember(NOTE, { ...note, doors: next });
    return gone;
  }

  async function device() {
    const known = await base.get("meta", "device");
    if (known) {
      phone.device = known.key;
      return known;
    }
    const fresh = { name: "device", key: newKey(), prefix: "", count: 0 };
    await base.put("meta", fresh);
    phone.device = fresh.key;
    return fresh;
  }

  // Brings everything anew. Returns the answer of the server, or what went wrong (api.js).
  async function prepare(vault, waiting) {
    const own = await device();
    const body = { device: own.key, version: VERSION, now: Date.now(), waiting };
    const answer = await call(urls.prepare, { body, patience: 60000 });
    if (!answer.ok) return answer;
    const { doors, ...carried } = answer; // the lists lie apart: they have to go much sooner
    const text = JSON.stringify(carried);
    if (!own.prefix) await base.put("meta", { ...own, prefix: answer.device.prefix });
    await base.put("meta", { name: "bundle", size: text.length, sealed: await vault.seal(carried) });
    const now = Date.now();
    await openDoors(base, vault).keepAll(doors || [], now);
    // The phone's own clock is what its ages are counted by, so a wrong one is noted and set right here.
    await base.put("meta", { name: "times", prepared: now, seen: now, skew: answer.now - now });
    remember(NOTE, { until: standing({ prepared: now, seen: now }).until });
    await forgetDoors(); // writes down when the first of them has to go
    return answer;
  }

  async function bundle(vault) {
    const row = await base.get("meta", "bundle");
    return row ? { ...(await vault.open(row.sealed)), size: row.size } : null;
  }

  async function wipe() {
    base.close();
    await removeBase();
    forget(NOTE);
  }

  return { times, note, device, prepare, bundle, forgetDoors, wipe };
}
