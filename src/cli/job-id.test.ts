import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseJob } from "./job-id.ts";

const jobs = [
  { id: "4k2m0000000000000000000001", type: "a", phase: "ERROR" as const },
  { id: "4k2n0000000000000000000002", type: "b", phase: "QUEUED" as const },
];

test("chooseJob() finds the one job whose id begins so", () => {
  assert.equal(chooseJob("4k2n", jobs), "4k2n0000000000000000000002");
});

test("chooseJob() says which jobs there are when several begin so", () => {
  assert.throws(() => chooseJob("4k2", jobs), {
    code: "bad-request",
    message:
      'Cannot tell which job "4k2" is: 4k2m0000000000000000000001 (a, ERROR), 4k2n0000000000000000000002 (b, QUEUED) begin with it',
  });
});

test("chooseJob() says so when no job begins so", () => {
  assert.throws(() => chooseJob("9999", jobs), { code: "not-found" });
});
