// The lock: a random key seals everything; that key itself lies on the phone sealed under the PIN.
// Web Crypto only: PBKDF2 with SHA-256, AES-GCM. The key cannot be read out of the browser and is gone with the page.
export const ROUNDS = 600000;
const FREE_TRIES = 3;
const WAITS = [30, 120, 600, 3600].map((seconds) => seconds * 1000);

export class WrongPin extends Error {}
export class TooSoon extends Error {
  constructor(until) {
    super("too soon");
    this.until = until;
  }
}

// How long to wait after so many wrong tries, in milliseconds.
export function waitAfter(count) {
  if (count < FREE_TRIES) return 0;
  return WAITS[Math.min(count - FREE_TRIES, WAITS.length - 1)];
}

export function isPin(text) {
  return /^\d{6}$/.test(text) && !/^(\d)\1{5}$/.test(text) && !["123456", "654321"].includes(text);
}

async function keyOf(pin, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export async function makeVault(base, pin, rounds = ROUNDS) {
  const salt = random(16);
  const iv = random(12);
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const wrapped = await crypto.subtle.wrapKey("raw", fresh, await keyOf(pin, salt, rounds), { name: "AES-GCM", iv });
  await base.put("meta", { name: "lock", salt, iv, rounds, wrapped });
  return openVault(base, pin);
}

// Returns the open vault. Throws WrongPin, or TooSoon while wrong tries have to be waited for.
export async function openVault(base, pin, now = Date.now()) {
  const lock = await base.get("meta", "lock");
  const tries = (await base.get("meta", "tries")) || { name: "tries", count: 0, until: 0 };
  if (tries.until > now) throw new TooSoon(tries.until);
  let key;
  try {
    const outer = await keyOf(pin, lock.salt, lock.rounds);
    const how = { name: "AES-GCM", iv: lock.iv };
    key = await crypto.subtle.unwrapKey("raw", lock.wrapped, outer, how, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch (error) {
    const count = tries.count + 1;
    const until = now + waitAfter(count);
    await base.put("meta", { name: "tries", count, until });
    throw waitAfter(count) ? new TooSoon(until) : new WrongPin();
  }
  if (tries.count) await base.remove("meta", "tries");
  return vaultWith(key);
}

function vaultWith(key) {
  const sealBytes = async (bytes) => {
    const iv = random(12);
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
  };
  const openBytes = (sealed) => crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
  return {
    sealBytes,
    openBytes,
    seal: (thing) => sealBytes(new TextEncoder().encode(JSON.stringify(thing))),
    open: async (sealed) => JSON.parse(new TextDecoder().decode(await openBytes(sealed))),
  };
}
