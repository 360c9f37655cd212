import assert from "node:assert/strict";
import { test } from "node:test";
import { whenAt } from "./when-at.ts";
import { withBounds } from "./with-bounds.ts";

const daily = whenAt("4:30", "UTC");
const [start, end] = [Date.parse("2026-12-01T04:30Z"), Date.parse("2026-12-03T04:30Z")];

test("withBounds() includes both bounds, and has nothing after the end", () => {
  const when = withBounds(daily, { start, end });
  assert.equal(when.next(0), start);
  assert.equal(when.next(start), Date.parse("2026-12-02T04:30Z"));
  assert.equal(when.next(end - 1), end);
  assert.equal(when.next(end), null);
});

test("withBounds() leaves open what is not given", () => {
  assert.equal(withBounds(daily, { end }).next(start - 1), start);
  assert.equal(withBounds(daily, { start }).next(end), Date.parse("2026-12-04T04:30Z"));
  assert.equal(withBounds(daily, { start: end, end: start }).next(0), null);
});

test("withBounds() says the bounds", () => {
  assert.equal(withBounds(daily, {}).words, daily.words);
  assert.equal(
    withBounds(daily, { start, end }).words,
    "every day at 04:30 (UTC), from 2026-12-01 04:30 UTC, until 2026-12-03 04:30 UTC",
  );
});
