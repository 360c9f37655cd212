import assert from "node:assert/strict";
import { test } from "node:test";
import { RunyardError, errorTable } from "../core/mod.ts";
import { describeExitCodes, exitCodeOf } from "./exit-codes.ts";

test("exitCodeOf() gives the code of the table, and 1 for whatever is not in it", () => {
  assert.equal(exitCodeOf(new RunyardError("no-server", "x")), 9);
  assert.equal(exitCodeOf(new TypeError("x")), 1);
  assert.equal(exitCodeOf("x"), 1);
});

test("describeExitCodes() describes every code that a command can end with, in order", () => {
  const codes = describeExitCodes().map(([code]) => code);
  assert.deepEqual(
    codes,
    codes.toSorted((one, other) => one - other),
  );
  for (const { exit } of Object.values(errorTable)) assert.ok(codes.includes(exit));
});
