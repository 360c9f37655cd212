import assert from "node:assert/strict";
import { test } from "node:test";
import { Interrupts } from "./interrupts.ts";

test("press() takes the second within two seconds for one that means it", () => {
  const interrupts = new Interrupts();
  assert.deepEqual(
    [1000, 1100, 3000, 5001].map((now) => interrupts.press(now)),
    ["first", null, "second", "first"],
  );
});

test("press() begins anew for another command", () => {
  const interrupts = new Interrupts();
  interrupts.press(1000);
  assert.equal(interrupts.wasPressed, true);
  interrupts.forget();
  assert.equal(interrupts.wasPressed, false);
  assert.equal(interrupts.press(1500), "first");
});
