import assert from "node:assert/strict";
import { test } from "node:test";
import { type ByteRange, matchesEtag, parseRange } from "./byte-range.ts";

const ranges: readonly (readonly [string | undefined, number, ByteRange | "unsatisfiable" | undefined])[] = [
  [undefined, 10, undefined],
  ["bytes=0-0", 10, { first: 0, last: 0 }],
  ["bytes=2-", 10, { first: 2, last: 9 }],
  ["bytes=2-99999999999999999999", 10, { first: 2, last: 9 }],
  ["bytes=-3", 10, { first: 7, last: 9 }],
  ["bytes=-99", 10, { first: 0, last: 9 }],
  ["Bytes= 4-5 ", 10, { first: 4, last: 5 }],
  ["bytes=10-", 10, "unsatisfiable"],
  ["bytes=-0", 10, "unsatisfiable"],
  ["bytes=0-", 0, "unsatisfiable"],
  ["bytes=-5", 0, "unsatisfiable"],
  ["bytes=5-4", 10, undefined],
  ["bytes=0-1,4-5", 10, undefined],
  ["bytes=-", 10, undefined],
  ["items=0-1", 10, undefined],
  ["bytes=a-b", 10, undefined],
];
for (const [header, sizeBytes, want] of ranges) {
  test(`parseRange() reads ${JSON.stringify(header)} of ${sizeBytes} bytes`, () => {
    assert.deepEqual(parseRange(header, sizeBytes), want);
  });
}

test("matchesEtag() compares with each of a list, weakly", () => {
  for (const header of ['"a"', 'W/"a"', '"b", W/"a"', "*", '"b","a"'])
    assert.ok(matchesEtag(header, '"a"'), header);
  for (const header of [undefined, "", '"b"', "a", '"aa"', "W/a"])
    assert.ok(!matchesEtag(header, '"a"'), header);
});
