// Codes such as DK-7K3M-9QXD, as citizen_app/core/ids.py makes them: the last character is a check.
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
const SHAPE = /^(?:DK)?([2-9A-HJ-NP-TV-Z]{8})$/;

// Returns the code in its written form, "" for what is no code at all, null for one with a wrong letter.
export function readCode(typed) {
  const found = SHAPE.exec(typed.toUpperCase().replace(/[\s-]/g, ""));
  if (!found) return /^\s*DK[\s-]/i.test(typed) ? null : "";
  const signs = found[1];
  let total = 0;
  for (let place = 0; place < 7; place += 1) total += (place + 2) * ALPHABET.indexOf(signs[place]);
  if (ALPHABET[total % ALPHABET.length] !== signs[7]) return /^\s*DK/i.test(typed) ? null : "";
  return `DK-${signs.slice(0, 4)}-${signs.slice(4)}`;
}

export function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
