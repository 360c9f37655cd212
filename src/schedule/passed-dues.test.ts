import assert from "node:assert/strict";
import { test } from "node:test";
import { passedDues } from "./passed-dues.ts";
import { whenCron } from "./when/when-cron.ts";

const always = (): boolean => true;

test("passedDues() lists what has passed, and null where nothing has", () => {
  const when = whenCron("0 * * * *", { zone: "UTC" });
  const start = Date.parse("2026-03-01T00:00:00Z");
  assert.equal(passedDues(when, start, start + 3_599_999, always), null);
  const hours = [1, 2, 3].map((hour) => start + hour * 3_600_000);
  const [first = 0, , last = 0] = hours;
  assert.deepEqual(passedDues(when, start, last, always), { first, last, count: 3, latest: hours });
});

test("passedDues() leaves out what is to be started later by its jitter", () => {
  const when = whenCron("0 * * * *", { zone: "UTC" });
  const start = Date.parse("2026-03-01T00:00:00Z");
  const now = start + 2 * 3_600_000;
  assert.equal(passedDues(when, start, now, (due) => due + 60_000 <= now)?.count, 1);
});

test("passedDues() goes through years of seconds in a few steps", () => {
  const everySecond = whenCron("* * * * * *", { zone: "Europe/Berlin" });
  let steps = 0;
  const next = (after: number): number | null => (steps++, everySecond.next(after));
  const when = { ...everySecond, next };
  const now = Date.parse("2036-03-01T00:00:00Z");
  const passed = passedDues(when, Date.parse("2026-03-01T00:00:00Z"), now, always);
  assert.ok(steps < 20_000, String(steps));
  assert.deepEqual([passed?.last, passed?.count, passed?.latest.length], [now, 10_000, 100]);
});
