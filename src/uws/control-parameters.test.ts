import assert from "node:assert/strict";
import test from "node:test";
import { takeControlParameters } from "./control-parameters.ts";

test("takeControlParameters() takes what is the job's own, whatever its case, and leaves the rest in order", () => {
  const fields = [
    ["b", "2"],
    ["phase", "run"],
    ["a", "1"],
    ["RunId", "night 3"],
    ["EXECUTIONDURATION", "100.0"],
    ["b", "3"],
    ["Destruction", "2026-11-22T00:00:00Z"],
  ] as const;
  assert.deepEqual(takeControlParameters(fields), {
    control: {
      phase: "RUN",
      runId: "night 3",
      executionDurationSeconds: 100,
      destructionAt: Date.UTC(2026, 10, 22),
    },
    rest: [
      ["b", "2"],
      ["a", "1"],
      ["b", "3"],
    ],
  });
});

test("takeControlParameters() counts a part of a second as a whole one, because 0 is unlimited", () => {
  assert.equal(takeControlParameters([["EXECUTIONDURATION", "0.2"]]).control.executionDurationSeconds, 1);
  assert.equal(takeControlParameters([["EXECUTIONDURATION", "0"]]).control.executionDurationSeconds, 0);
});

const bad = [
  ["PHASE", "SUSPEND"],
  ["PHASE", ""],
  ["ACTION", "FORGET"],
  ["RUNID", "x".repeat(65)],
  ["EXECUTIONDURATION", "-5"],
  ["EXECUTIONDURATION", "1e3"],
  ["EXECUTIONDURATION", "2147483648"],
  ["EXECUTIONDURATION", ""],
  ["DESTRUCTION", "tomorrow"],
] as const;
for (const field of bad) {
  test(`takeControlParameters() refuses ${field[0]}=${field[1].slice(0, 20)}`, () => {
    assert.throws(() => takeControlParameters([field]), { code: "bad-parameter", message: /^Cannot / });
  });
}

test("takeControlParameters() refuses what is given twice, also in another case", () => {
  const twice = [
    ["PHASE", "RUN"],
    ["phase", "RUN"],
  ] as const;
  assert.throws(() => takeControlParameters(twice), { code: "bad-parameter", message: /twice/ });
});
