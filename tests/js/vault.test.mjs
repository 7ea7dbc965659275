import assert from "node:assert/strict";
import test from "node:test";
import { isPin, makeVault, openVault, TooSoon, waitAfter, WrongPin } from "../../citizen_app/core/assets/js/pocket/vault.js";
import { memoryBase } from "./base.mjs";

const FEW = 1000; // rounds, to be quick

test("what is sealed opens with the right PIN only, and lies nowhere in the clear", async () => {
  const base = memoryBase();
  const vault = await makeVault(base, "274951", FEW);
  const sealed = await vault.seal({ name: "Bà Sáu" });
  assert.ok(!Buffer.from(sealed.data).toString("latin1").includes("S\u00e1u"));
  assert.deepEqual(await (await openVault(base, "274951")).open(sealed), { name: "Bà Sáu" });
  await assert.rejects(openVault(base, "274952"), WrongPin);
  const lock = await base.get("meta", "lock");
  assert.deepEqual(Object.keys(lock).sort(), ["iv", "name", "rounds", "salt", "wrapped"]);
});

test("the same thing sealed twice looks different, and a changed byte is noticed", async () => {
  const vault = await makeVault(memoryBase(), "274951", FEW);
  const [one, two] = [await vault.seal("x"), await vault.seal("x")];
  assert.notDeepEqual(new Uint8Array(one.data), new Uint8Array(two.data));
  new Uint8Array(one.data)[0] ^= 1;
  await assert.rejects(vault.open(one));
});

test("wrong tries have to be waited for, longer each time, and the right one ends it", async () => {
  const base = memoryBase();
  await makeVault(base, "274951", FEW);
  const now = 1e12;
  await assert.rejects(openVault(base, "000001", now), WrongPin);
  await assert.rejects(openVault(base, "000002", now), WrongPin);
  await assert.rejects(openVault(base, "000003", now), TooSoon);
  await assert.rejects(openVault(base, "274951", now + waitAfter(3) - 1), TooSoon);
  await openVault(base, "274951", now + waitAfter(3) + 1);
  await assert.rejects(openVault(base, "000001", now + waitAfter(3) + 2), WrongPin);
  const waits = [3, 4, 5, 6, 7].map(waitAfter);
  assert.deepEqual(waits, [...waits].sort((a, b) => a - b));
});

test("simple PINs are refused", () => {
  for (const bad of ["", "12345", "1234567", "111111", "123456", "654321", "12a456"]) assert.ok(!isPin(bad), bad);
  assert.ok(isPin("274951"));
});
