import assert from "node:assert/strict";
import test from "node:test";
import { ALPHABET, checkCharacter, digest, MOST_SLIPS, newKey, newPin, slipNumber } from "../../citizen_app/core/assets/js/pocket/codes.js";

test("slip numbers have the shape and the check of all codes, and are never given twice", () => {
  // 7K3M9QX with its check character, as citizen_app/core/ids.py gives it
  assert.equal(checkCharacter("7K3M9QX"), "Q");
  const seen = new Set();
  for (let n = 0; n < MOST_SLIPS; n += 1) {
    const slip = slipNumber("7K3M", n);
    assert.match(slip, /^TM-7K3M-[2-9A-HJ-NP-TV-Z]{4}$/);
    seen.add(slip);
  }
  assert.equal(seen.size, MOST_SLIPS);
  assert.throws(() => slipNumber("7K3M", MOST_SLIPS), RangeError);
});

test("one wrong letter and two swapped ones are noticed", () => {
  const signs = slipNumber("7K3M", 4711).slice(3).replace("-", "");
  const isRight = (text) => checkCharacter(text.slice(0, 7)) === text[7];
  assert.ok(isRight(signs));
  for (let place = 0; place < 8; place += 1) {
    for (const other of ALPHABET) {
      if (other === signs[place]) continue;
      assert.ok(!isRight(signs.slice(0, place) + other + signs.slice(place + 1)));
    }
  }
  for (let place = 0; place < 6; place += 1) {
    if (signs[place] === signs[place + 1]) continue;
    assert.ok(!isRight(signs.slice(0, place) + signs[place + 1] + signs[place] + signs.slice(place + 2)));
  }
});

test("PINs have six digits, and all of them come up", () => {
  const first = new Set();
  for (let n = 0; n < 2000; n += 1) {
    const pin = newPin();
    assert.match(pin, /^\d{6}$/);
    first.add(pin[0]);
  }
  assert.equal(first.size, 10);
});

test("keys are long and different; a digest is SHA-256", async () => {
  assert.match(newKey(), /^[0-9a-f]{48}$/);
  assert.notEqual(newKey(), newKey());
  const known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(await digest(new TextEncoder().encode("abc")), known);
});
