import assert from "node:assert/strict";
import { test } from "node:test";
import { jitterOf } from "./jitter-of.ts";

const due = Date.UTC(2026, 10, 22, 12);

test("jitterOf() is the same each time for one schedule and one due instant", () => {
  assert.equal(jitterOf("sync", due, 60_000), jitterOf("sync", due, 60_000));
  assert.notEqual(jitterOf("sync", due, 60_000), jitterOf("backup", due, 60_000));
  assert.notEqual(jitterOf("sync", due, 60_000), jitterOf("sync", due + 1, 60_000));
});

test("jitterOf() spreads many schedules evenly", () => {
  const quarters = [0, 0, 0, 0];
  for (let index = 0; index < 4000; index++) {
    const quarter = Math.floor(jitterOf(`schedule-${index}`, due, 59_999) / 15_000);
    quarters[quarter] = (quarters[quarter] ?? 0) + 1;
  }
  assert.ok(
    quarters.length === 4 && quarters.every((count) => count > 850 && count < 1150),
    String(quarters),
  );
});

test("jitterOf() stays before the next due instant", () => {
  for (let index = 0; index < 1000; index++) {
    assert.ok(jitterOf(`schedule-${index}`, due, 60_000, due + 10) <= 9);
  }
  assert.equal(jitterOf("sync", due, 0), 0);
});
