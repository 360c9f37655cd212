import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NodeSetSyntaxError, RangeSet } from "./mod.ts";

const set = (text: string): RangeSet => RangeSet.parse(text);

describe("RangeSet.parse()", () => {
  test("reads ranges, steps, padding, negative and very large indices", () => {
    assert.equal(set("0-10/5").fold(), "0,5,10");
    assert.equal(set("08-11").fold(), "08-11");
    assert.equal(set(" 3 , 1 - 2 ").fold(), "1-3");
    assert.equal(set("-5--3,7").fold(), "-5--3,7");
    assert.equal(set("99999999999999999999-100000000000000000001").size, 3);
  });

  const mistakes: readonly (readonly [text: string, position: number, length: number, reason: RegExp])[] = [
    ["", 0, 1, /a range is empty/],
    ["1,,3", 2, 1, /a range is empty/],
    ["1,5-", 2, 2, /has no end/],
    ["1, 9-3", 3, 3, /ends before it begins/],
    ["01-100", 0, 6, /same number of digits/],
    ["-05", 0, 3, /negative index can't be padded/],
    ["1-9/0", 0, 5, /step must be 1 or more/],
    ["7/2", 0, 3, /a step needs a range/],
    ["1-2-3", 0, 5, /expected an index/],
    ["+1", 0, 2, /expected an index/],
    ["١", 0, 1, /expected an index/],
    [`1,${"9".repeat(101)}`, 2, 101, /at most 100 digits/],
    ["0-100000000/2", 0, 13, /more than 5,000,000 pieces/],
  ];
  for (const [text, position, length, reason] of mistakes) {
    test(`refuses ${JSON.stringify(text.slice(0, 20))} and says where`, () => {
      const error = mistakeIn(text);
      assert.match(error.message, /^Cannot read ".*" as a range set: /s);
      assert.match(error.reason, reason);
      assert.deepEqual([error.position, error.length], [position, length]);
    });
  }
});

describe("RangeSet.from()", () => {
  test("takes numbers and texts in any order, as often as they come", () => {
    assert.equal(RangeSet.from([3, "1", 2n, "02", 3]).fold(), "1-3,02");
  });

  test("refuses what is no index", () => {
    for (const index of ["", "a", "1-2", "-0", "-01", 1.5, Number.NaN, "1".repeat(101)]) {
      assert.throws(() => RangeSet.from([index]), /^TypeError: Cannot take ".*" into a range set/);
    }
  });
});

describe("RangeSet", () => {
  test("holds and counts a hundred million members, and more than a number can", () => {
    assert.equal(set("1-100000000").size, 100_000_000);
    assert.equal(set(`1-${"9".repeat(30)}`).exactSize, 10n ** 30n - 1n);
    assert.equal(set("1-100000000").at(-1), "100000000");
    assert.equal(set("1-100000000").indexOf("50000000"), 49_999_999);
  });

  test("iterates lazily", () => {
    const first: string[] = [];
    for (const index of set("98-1000000000000")) if (first.push(index) === 4) break;
    assert.deepEqual(first, ["98", "99", "100", "101"]);
  });

  test("tells paddings apart", () => {
    assert.deepEqual(
      ["5", 5, "05", "x", "-5"].map((index) => set("1-9").has(index)),
      [true, true, false, false, false],
    );
    assert.equal(set("0-10").intersection(set("00-10")).fold(), "10");
    assert.equal(set("9,09-10").fold(), "9,09-10");
  });

  test("slices as an array does", () => {
    const all = Array.from({ length: 20 }, (_, index) => String(index));
    for (const [start, end] of [
      [0, 5],
      [3, -3],
      [-4, undefined],
      [7, 3],
      [-100, 100],
      [undefined, 2],
    ] as const) {
      assert.deepEqual([...set("0-19").slice(start, end)], all.slice(start, end));
    }
    assert.equal(set("0-19").slice(1, 15, 5).fold(), "1,6,11");
    assert.throws(() => set("1-9").slice(0, 5, 0), /^RangeError: Cannot slice by 0/);
  });

  test("selects the members at places, whatever the padding of the places", () => {
    assert.equal(set("5-9").select(set("3,1,00")).fold(), "5-6,8");
    assert.equal(set("5-9").select(set("-1")).fold(), "");
  });

  test("splits into parts of equal size, the larger first", () => {
    assert.deepEqual(set("1-7").split(3).map(String), ["1-3", "4-5", "6-7"]);
    assert.deepEqual(set("1-2").split(9).map(String), ["1", "2"]);
    assert.deepEqual(RangeSet.empty.split(3), []);
    assert.throws(() => set("1-7").split(0), /^RangeError: Cannot split into 0 parts/);
  });

  test("picks so many different members", () => {
    for (const count of [0, 1, 7, 50, 100, 200]) {
      const picked = set("1-100").pick(count);
      assert.equal(picked.size, Math.min(count, 100));
      assert.ok(picked.isSubsetOf(set("1-100")));
    }
    assert.equal(set(`0-${"9".repeat(40)}`).pick(3).size, 3);
    assert.throws(() => set("1-9").pick(-1), /^RangeError: Cannot pick -1 members/);
  });

  test("writes steps where it is asked to", () => {
    assert.equal(set("0,2,4,7").fold({ autostep: 3 }), "0-4/2,7");
    assert.equal(set("0,2,4,7").fold({ autostep: 4 }), "0,2,4,7");
    assert.equal(set("0,2,4,5,6").fold({ autostep: 3 }), "0-4/2,5-6");
  });

  test("pads and takes the padding away", () => {
    assert.equal(set("8-1011").withPadding(3).fold(), "008-999,1000-1011");
    assert.equal(set("08-11").withPadding(null).fold(), "8-11");
    assert.deepEqual([set("1,001").padding, set("1").padding], [3, null]);
  });

  test("is written the same however it was made, also as JSON", () => {
    const made = set("7").union(set("1-3")).union(set("4-6")).difference(set("5"));
    assert.equal(JSON.stringify({ made }), '{"made":"1-4,6-7"}');
    assert.ok(made.equals(RangeSet.from([7, 6, 4, 3, 2, 1])));
  });
});

function mistakeIn(text: string): NodeSetSyntaxError {
  try {
    set(text);
  } catch (error) {
    assert.ok(error instanceof NodeSetSyntaxError && error instanceof SyntaxError, String(error));
    return error;
  }
  return assert.fail(`${text} was read`);
}
