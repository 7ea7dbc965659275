// Numbers of slips that are given without a signal, such as TM-7K3M-22XD: four characters name the phone (the
// server gives each phone its own), three count its slips, the last is a check, as citizen_app/core/ids.py makes it.
export const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
export const MOST_SLIPS = ALPHABET.length ** 3;

export function checkCharacter(body) {
  let total = 0;
  for (let place = 0; place < body.length; place += 1) total += (place + 2) * ALPHABET.indexOf(body[place]);
  return ALPHABET[total % ALPHABET.length];
}

// Returns the number of a phone's n-th slip (from 0); throws once a phone has given out all it has.
export function slipNumber(prefix, n) {
  if (!(n >= 0 && n < MOST_SLIPS)) throw new RangeError("no slip numbers left");
  const size = ALPHABET.length;
  const count = [Math.floor(n / size / size), Math.floor(n / size) % size, n % size].map((one) => ALPHABET[one]).join("");
  const body = prefix + count;
  return `TM-${body.slice(0, 4)}-${body.slice(4)}${checkCharacter(body)}`;
}

export function newPin() {
  // Without the few highest values, so that every number is as likely as any other.
  const most = Math.floor(2 ** 32 / 1e6) * 1e6;
  let drawn;
  do drawn = crypto.getRandomValues(new Uint32Array(1))[0];
  while (drawn >= most);
  return String(drawn % 1e6).padStart(6, "0");
}

export function toHex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newKey() {
  return toHex(crypto.getRandomValues(new Uint8Array(24)));
}

export async function digest(bytes) {
  return toHex(await crypto.subtle.digest("SHA-256", bytes));
}
