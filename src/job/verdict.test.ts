import assert from "node:assert/strict";
import { test } from "node:test";
import { type ItemCounts, noItems } from "./job.ts";
import type { Outcome } from "./outcome.ts";
import { type ItemFailure, verdictOf } from "./verdict.ts";

function failure(
  index: number,
  outcome: Outcome = { kind: "exit", status: 1 },
  stderrTail = "",
): ItemFailure {
  return { item: { index, name: `i${index}` }, outcome, stderrTail };
}

function ended(complete: number, failed: number): ItemCounts {
  return { ...noItems, complete, failed };
}

test("verdictOf() is COMPLETED where no item failed", () => {
  const verdict = verdictOf({ items: ended(3, 0), allowFailed: null, failures: [] });
  assert.deepEqual(verdict, { phase: "COMPLETED", error: null });
});

test("verdictOf() tells the end of the one item as the job's", () => {
  const failures = [{ ...failure(0, undefined, "no such file\n"), item: { index: 0, name: "" } }];
  assert.deepEqual(verdictOf({ items: ended(0, 1), allowFailed: null, failures }), {
    phase: "ERROR",
    error: {
      type: "fatal",
      message: "The command ended with exit status 1\nno such file",
      detail: "The command ended with exit status 1\n\nThe end of standard error:\nno such file",
    },
  });
});

test("verdictOf() is ERROR where one of many items failed, with the first failure and how many there are", () => {
  const failures = [failure(2, { kind: "lost", message: "gone" }), failure(5)];
  const { phase, error } = verdictOf({
    items: ended(7, 3),
    allowFailed: null,
    failures,
    subject: "The function",
  });
  assert.equal(phase, "ERROR");
  assert.equal(error?.type, "fatal");
  const first = 'Item "i2": The function was lost, and how it ended is not known: gone';
  assert.equal(error?.message, `3 of 10 items failed. The first: ${first}`);
  const second = 'Item "i5": The function ended with exit status 1';
  assert.equal(error?.detail, `3 of 10 items failed\n\n${first}\n\n${second}\n\n1 more failed`);
});

test("verdictOf() folds the names of what failed, as far as they are told", () => {
  const judge = (failed: number, failedNames: readonly string[]): string | undefined =>
    verdictOf({
      items: ended(100 - failed, failed),
      allowFailed: null,
      failures: [failure(3)],
      failedNames,
    }).error?.message.split(". The first")[0];
  assert.equal(judge(3, ["frame3", "frame7", "frame8"]), "3 of 100 items failed: frame[3,7-8]");
  assert.equal(judge(5, ["frame3", "a,b", "frame4"]), "5 of 100 items failed: frame[3-4] and 3 more");
  assert.equal(judge(2, ["a,b", "c d*"]), "2 of 100 items failed");
  assert.equal(judge(1, ["frame3"]), "1 of 100 items failed");
  const long = Array.from({ length: 90 }, (_, index) => `a${String.fromCharCode(0x4e00 + index)}b`);
  assert.match(judge(90, long) ?? "", /^90 of 100 items failed: .{200}…$/u);
});

test("verdictOf() is transient where every failure is", () => {
  const failures = [failure(0, { kind: "lost", message: "gone" })];
  assert.equal(verdictOf({ items: ended(1, 1), allowFailed: null, failures }).error?.type, "transient");
});

test("verdictOf() is COMPLETED with a summary up to the failures that are allowed", () => {
  const judge = (
    complete: number,
    failed: number,
    allowFailed: { count: number } | { percent: number },
  ): string => verdictOf({ items: ended(complete, failed), allowFailed, failures: [failure(0)] }).phase;
  assert.equal(judge(7, 3, { count: 3 }), "COMPLETED");
  assert.equal(judge(6, 4, { count: 3 }), "ERROR");
  assert.equal(judge(0, 1, { count: 0 }), "ERROR");
  assert.equal(judge(95, 5, { percent: 5 }), "COMPLETED");
  assert.equal(judge(94, 6, { percent: 5 }), "ERROR");
  assert.equal(judge(0, 3, { percent: 100 }), "COMPLETED");
  const { error } = verdictOf({ items: ended(9, 1), allowFailed: { count: 1 }, failures: [failure(4)] });
  assert.equal(error?.type, "transient");
  assert.equal(
    error?.message,
    '1 of 10 items failed. The first: Item "i4": The command ended with exit status 1',
  );
});

test("verdictOf() refuses to judge what has not ended, or what it is told nothing of", () => {
  for (const open of ["waiting", "running", "blocked"]) {
    const items = { ...ended(1, 0), [open]: 1 };
    assert.throws(() => verdictOf({ items, allowFailed: null, failures: [] }), RangeError);
  }
  assert.throws(() => verdictOf({ items: ended(1, 1), allowFailed: null, failures: [] }), RangeError);
});
