import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCursor, makeResultCursor, readCursor, readResultCursor } from "./cursor.ts";

test("readCursor() reads what makeCursor() wrote, for the same list alone", () => {
  for (const position of [0, 1, 99_999, 2 ** 49]) {
    assert.equal(readCursor("jobs", makeCursor("jobs", position)), position);
    assert.throws(() => readCursor("items", makeCursor("jobs", position)), { code: "bad-request" });
  }
  assert.equal(readCursor("jobs", undefined), undefined);
});

for (const text of ["", "5", "abc", "am9icyAtMQ", "am9icyA1=", "am9icyAwNQ", "'; --", "a".repeat(100), "☃"]) {
  test(`readCursor() refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => readCursor("jobs", text), { code: "bad-request", message: /^Cannot go on at/ });
  });
}

test("readResultCursor() reads what makeResultCursor() wrote, whatever the file is called, and nothing else", () => {
  for (const id of ["a", "a b/c d", "☃\n", "1 2 3", "x".repeat(4096)]) {
    const place = { item: 7, id };
    assert.deepEqual(readResultCursor(makeResultCursor(place)), place);
    assert.throws(() => readCursor("jobs", makeResultCursor(place)), { code: "bad-request" });
  }
  assert.equal(readResultCursor(undefined), undefined);
  for (const text of ["", "abc", makeCursor("items", 1), `${makeResultCursor({ item: 1, id: "a" })}=`])
    assert.throws(() => readResultCursor(text), { code: "bad-request" });
});
