import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { add, divide, indexAt, multiply, positionOf, subtract, widthAt } from "./position.ts";

describe("positionOf() and indexAt()", () => {
  test("are each other's inverse, on both sides of the safe integers", () => {
    const wide = [
      "999999999999999",
      "0000000000000000",
      "9007199254740993",
      "1".repeat(100),
      "0".repeat(100),
    ];
    for (const index of [
      "0",
      "9",
      "00",
      "09",
      "10",
      "99",
      "000",
      "-1",
      "-10",
      "-99999999999999999999",
      ...wide,
    ]) {
      assert.equal(indexAt(positionOf(index)), index);
    }
  });

  test("order negative indices first, then by width, then by value", () => {
    const ordered = ["-10", "-9", "-1", "0", "9", "00", "01", "10", "99", "000", "007", "100"];
    const shuffled = ordered.toReversed().toSorted((a, b) => Number(positionOf(a)) - Number(positionOf(b)));
    assert.deepEqual(shuffled, ordered);
  });

  test("put neighbours of one width next to each other", () => {
    for (const [one, next] of [
      ["08", "09"],
      ["09", "10"],
      ["-2", "-1"],
      ["9".repeat(19), "0".repeat(20)],
    ] as const) {
      assert.equal(add(positionOf(one), 1), positionOf(next));
    }
  });
});

test("widthAt() counts the digits, and none of a negative index", () => {
  assert.deepEqual(
    ["7", "07", "-7", "1".repeat(20)].map((index) => widthAt(positionOf(index))),
    [1, 2, 0, 20],
  );
});

test("the arithmetic gives numbers where they are safe, and bigints where they are not", () => {
  const most = Number.MAX_SAFE_INTEGER;
  assert.equal(add(most, 1), 9007199254740992n);
  assert.equal(subtract(add(most, 1), 1), most);
  assert.equal(multiply(most, 2), 18014398509481982n);
  assert.equal(divide(multiply(most, 2), 2), most);
});
