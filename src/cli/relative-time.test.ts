import assert from "node:assert/strict";
import { test } from "node:test";
import { relativeTime } from "./relative-time.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test("relativeTime() says one unit, before and after now", () => {
  const cases: readonly (readonly [offsetMs: number, text: string])[] = [
    [0, "just now"],
    [-999, "just now"],
    [-1000, "1 s ago"],
    [-9500, "9 s ago"],
    [-59_900, "59 s ago"],
    [-60_000, "1 min ago"],
    [-3_599_999, "59 min ago"],
    [-7_300_000, "2 h ago"],
    [-3 * 86_400_000, "3 d ago"],
    [7 * 86_400_000 - 2000, "in 7 d"],
    [80_000, "in 1 min"],
  ];
  for (const [offset, text] of cases) assert.equal(relativeTime(now + offset, now), text);
});

test("relativeTime() gives a date beyond a month", () => {
  assert.equal(relativeTime(Date.parse("2026-01-02T03:04:05Z"), now), "2026-01-02");
});
