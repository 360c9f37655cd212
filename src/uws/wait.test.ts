import assert from "node:assert/strict";
import test from "node:test";
import { parseWait } from "./wait.ts";

test("parseWait() waits a little longer than asked, never shorter", () => {
  assert.deepEqual(parseWait("10", undefined), { timeoutMs: 10_020 });
  assert.deepEqual(parseWait("10", "PENDING"), { timeoutMs: 10_020, phase: "PENDING" });
});

test("parseWait() caps -1 at a minute", () => {
  assert.deepEqual(parseWait("-1", "executing"), { timeoutMs: 60_020, phase: "EXECUTING" });
});

test("parseWait() keeps to what a timer can hold", () => {
  assert.ok((parseWait("999999999999", undefined)?.timeoutMs ?? 0) < 2 ** 31);
});

test("parseWait() answers at once without WAIT, and for WAIT=0", () => {
  assert.equal(parseWait(undefined, "PENDING"), undefined);
  assert.equal(parseWait("0", undefined), undefined);
});

for (const wait of ["-2", "1.5", "soon", "", "1e3"]) {
  test(`parseWait() refuses WAIT=${wait}`, () => {
    assert.throws(() => parseWait(wait, undefined), { code: "bad-parameter" });
  });
}

test("parseWait() refuses a phase that UWS doesn't know", () => {
  assert.throws(() => parseWait("10", "SUCCESS"), { code: "bad-parameter" });
});
