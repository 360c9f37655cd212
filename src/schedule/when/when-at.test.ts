import assert from "node:assert/strict";
import { test } from "node:test";
import { whenAt } from "./when-at.ts";

test("words of times of day are said together for the same days", () => {
  assert.equal(whenAt("4:30", "Europe/Berlin").words, "every day at 04:30 (Europe/Berlin)");
  assert.equal(whenAt("w3 15:02", "Europe/Berlin").words, "on Wednesdays at 15:02 (Europe/Berlin)");
  assert.equal(whenAt("m22 7:30", "UTC").words, "on the 22nd of each month at 07:30 (UTC)");
  assert.equal(whenAt(["4:30", "16:30"], "UTC").words, "every day at 04:30 and 16:30 (UTC)");
  assert.equal(
    whenAt("m1 7:05, w7 0:00, m1 9:00", "UTC").words,
    "on the 1st of each month at 07:05 and 09:00 and on Sundays at 00:00 (UTC)",
  );
});

test("whenAt() says in one sentence what is wrong with a time", () => {
  const reasons = {
    "7:30pm": "write it like 4:30, w3 15:02 for Wednesdays or m22 7:30 for the 22nd",
    "7:30 foo": "write it like 4:30, w3 15:02 for Wednesdays or m22 7:30 for the 22nd",
    "m1 w2 5:00": "write it like 4:30, w3 15:02 for Wednesdays or m22 7:30 for the 22nd",
    "W3 5:00": "write it like 4:30, w3 15:02 for Wednesdays or m22 7:30 for the 22nd",
    "24:00": "the hours are 0 to 23",
    "7:60": "the minutes are 0 to 59",
    "w0 5:00": "the days of the week are w1, Monday, to w7, Sunday",
    "w8 5:00": "the days of the week are w1, Monday, to w7, Sunday",
    "m29 5:00":
      "the days of the month are m1 to m28, which every month has; a cron line knows the last day, L",
  };
  for (const [text, reason] of Object.entries(reasons)) {
    const message = `Cannot read the time "${text}": ${reason}`;
    assert.throws(() => whenAt(text, "UTC"), { name: "SyntaxError", message });
  }
  for (const text of ["", "4:30,", "1".repeat(10_000), "w3 ".repeat(3000), `m1${" ".repeat(10_000)}x`]) {
    assert.throws(() => whenAt(text, "UTC"), /^SyntaxError: Cannot read the time "[^\n]{0,160}$/);
  }
  assert.throws(() => whenAt([], "UTC"), { message: "Cannot read the times: the list is empty" });
});
