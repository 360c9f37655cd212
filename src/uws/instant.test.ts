import assert from "node:assert/strict";
import test from "node:test";
import { parseInstant } from "./instant.ts";

const read: readonly (readonly [string, string])[] = [
  ["2026-11-22T01:02:03.456Z", "2026-11-22T01:02:03.456Z"],
  ["2026-11-22T01:02:03.456789Z", "2026-11-22T01:02:03.456Z"],
  ["2026-11-22T01:02:03.4", "2026-11-22T01:02:03.400Z"],
  ["2015-10-26T09:15:35", "2015-10-26T09:15:35.000Z"],
  ["2015-10-26T09:00", "2015-10-26T09:00:00.000Z"],
  ["2015-10-26 09:00", "2015-10-26T09:00:00.000Z"],
  ["2015-10-26T09Z", "2015-10-26T09:00:00.000Z"],
  ["2015-10-26", "2015-10-26T00:00:00.000Z"],
  ["2015-10-26Z", "2015-10-26T00:00:00.000Z"],
  ["2015-10", "2015-10-01T00:00:00.000Z"],
  ["2015", "2015-01-01T00:00:00.000Z"],
  ["20151026", "2015-10-26T00:00:00.000Z"],
  [" 2016-02-29 ", "2016-02-29T00:00:00.000Z"],
  ["0042", "0042-01-01T00:00:00.000Z"],
];

for (const [text, instant] of read) {
  test(`parseInstant() reads "${text}"`, () => {
    assert.equal(new Date(parseInstant("AFTER", text)).toISOString(), instant);
  });
}

const refused = [
  "",
  "sometext",
  "2015-26-10",
  "2015-02-30",
  "2015-10-26T09:00 01:00",
  "2015-10-26T09:00+01:00",
];
for (const text of [
  ...refused,
  "2015-10-26T25:00",
  "2015-10-26T24:00:00",
  "2015-10-26T10:60",
  "15-10-26",
  "-2015",
]) {
  test(`parseInstant() refuses "${text}"`, () => {
    assert.throws(() => parseInstant("AFTER", text), {
      code: "bad-parameter",
      message: /^Cannot read AFTER "/,
    });
  });
}
