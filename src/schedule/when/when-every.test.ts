import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvery } from "./every.ts";
import { whenEvery } from "./when-every.ts";

const startedAt = Date.UTC(2026, 10, 22, 12);

test("next() goes on from the last start, and comes right after the server's where that is past", () => {
  const everyMs = 3_600_000;
  const every = { everyMs, isImmediate: false };
  const soon = whenEvery(every, { startedAt, lastStart: startedAt - 600_000 });
  assert.equal(soon.next(startedAt), startedAt + 3_000_000);
  assert.equal(soon.next(startedAt + 3_000_000), startedAt + 6_600_000);
  const missed = whenEvery(every, { startedAt, lastStart: startedAt - 5 * everyMs });
  assert.equal(missed.next(startedAt), startedAt + 1);
  const immediate = whenEvery({ everyMs, isImmediate: true }, { startedAt, lastStart: startedAt - 600_000 });
  assert.equal(immediate.next(startedAt), startedAt + 3_000_000);
});

test("next() keeps its steps over years", () => {
  const when = whenEvery(readEvery("7s"), { startedAt, lastStart: startedAt });
  const late = startedAt + 7000 * 10_000_000;
  assert.equal(when.next(late), late + 7000);
  assert.equal(when.next(late - 1), late);
});

test("readEvery() reads seconds and durations, and a minus as at once", () => {
  assert.deepEqual(readEvery(3600), { everyMs: 3_600_000, isImmediate: false });
  assert.deepEqual(readEvery(-3600), { everyMs: 3_600_000, isImmediate: true });
  assert.deepEqual(readEvery("90s"), { everyMs: 90_000, isImmediate: false });
  assert.deepEqual(readEvery("-1h30m"), { everyMs: 5_400_000, isImmediate: true });
});

test("readEvery() says in one sentence what is wrong with an interval", () => {
  const reasons: readonly (readonly [number | string, string])[] = [
    [0, "0: the shortest is 100ms"],
    ["50ms", '"50ms": the shortest is 100ms'],
    ["-0", '"-0": the shortest is 100ms'],
    ["soon", '"soon": write it in seconds, or like 90s, 5m or 1h'],
    ["", '"": write it in seconds, or like 90s, 5m or 1h'],
    [Number.NaN, "NaN: write it in seconds, or like 90s, 5m or 1h"],
    ["36526d", '"36526d": the longest is 36525d'],
    ["9".repeat(10_000), `"${"9".repeat(60)}…": the longest is 36525d`],
  ];
  for (const [value, reason] of reasons) {
    const message = `Cannot read the interval ${reason}`;
    assert.throws(() => readEvery(value), { name: "SyntaxError", message });
  }
});

test("words of an interval are in the largest unit that fits", () => {
  const said = [90, 3600, -3600, "5m", "1h30m", "250ms", "1d", "2w"].map(
    (value) => whenEvery(readEvery(value), { startedAt, lastStart: null }).words,
  );
  assert.deepEqual(said, [
    "every 90 s",
    "every hour",
    "every hour, the first at once",
    "every 5 min",
    "every 90 min",
    "every 250 ms",
    "every day",
    "every 14 d",
  ]);
});
