import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import { RangeSet } from "../../src/nodeset/mod.ts";
import { mutated, rangeText } from "./generators.ts";
import { isOddRange } from "./known-difference.ts";
import { Oracle, type Questions, type Slice } from "./oracle.ts";
import { agree } from "./same-answer.ts";

const text = rangeText(120, 60, 5);
const autostep = fc.integer({ min: 1, max: 5 });
const parts = fc.integer({ min: 1, max: 9 });
const indices = fc.array(
  fc.oneof(fc.nat(130).map(String), fc.constantFrom("00", "007", "05", "-3", "-0", "x", "")),
  {
    maxLength: 4,
  },
);
const bound = fc.option(fc.integer({ min: -20, max: 40 }), { nil: null });
const slice: fc.Arbitrary<Slice> = fc.tuple(
  bound,
  bound,
  fc.option(fc.integer({ min: 1, max: 7 }), { nil: null }),
);

describe("RangeSet and ClusterShell's RangeSet", () => {
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle();
  });
  after(() => oracle[Symbol.asyncDispose]());

  test("have the same members in the same order, the same text, parts and padding", () =>
    agree(oracle, "ranges", fc.record({ text, autostep, indices, parts }), about, 1500));

  test("refuse the same texts, and say the same about the others", () =>
    agree(
      oracle,
      "ranges",
      fc.record({
        text: mutated(rangeText(120, 60, 3), "-,/ 0159ab[]").filter((each) => !isOddRange(each)),
        autostep,
        indices,
        parts,
      }),
      about,
      1500,
    ));

  test("make the same sets of two, and compare them alike", () =>
    agree(
      oracle,
      "combined ranges",
      fc.record({ left: text, operator: fc.constantFrom(",", "!", "&", "^"), right: text }),
      combined,
      700,
    ));

  test("are cut at the same places", () =>
    agree(oracle, "slice of ranges", fc.record({ text, slice }), sliced, 300));

  test("fall into the same ranges without a gap", () =>
    agree(
      oracle,
      "contiguous ranges",
      fc.record({ text: text.filter(hasNoEndAtMinusOne) }),
      (asked) =>
        RangeSet.parse(asked.text)
          .contiguous()
          .map((each) => each.fold()),
      500,
    ));
});

function about(asked: Questions["ranges"]["asks"]): Questions["ranges"]["answers"] {
  const ranges = RangeSet.parse(asked.text);
  return {
    fold: ranges.fold(),
    stepped: ranges.fold({ autostep: asked.autostep }),
    members: [...ranges],
    padding: ranges.padding,
    has: asked.indices.map((index) => ranges.has(index)),
    split: ranges.split(asked.parts).map((each) => each.fold()),
  };
}

const operations = {
  ",": (left: RangeSet, right: RangeSet) => left.union(right),
  "!": (left: RangeSet, right: RangeSet) => left.difference(right),
  "&": (left: RangeSet, right: RangeSet) => left.intersection(right),
  "^": (left: RangeSet, right: RangeSet) => left.symmetricDifference(right),
};

function combined(asked: Questions["combined ranges"]["asks"]): Questions["combined ranges"]["answers"] {
  const [left, right] = [RangeSet.parse(asked.left), RangeSet.parse(asked.right)];
  return {
    fold: operations[asked.operator](left, right).fold(),
    isSubset: left.isSubsetOf(right),
    isSuperset: left.isSupersetOf(right),
    isDisjoint: left.isDisjointFrom(right),
    equals: left.equals(right),
  };
}

function sliced(asked: Questions["slice of ranges"]["asks"]): string {
  const [start, end, step] = asked.slice.map((each) => each ?? undefined);
  return RangeSet.parse(asked.text).slice(start, end, step).fold();
}

/** ClusterShell refuses to name a range that ends at -1; differences.test.ts shows it. */
function hasNoEndAtMinusOne(ranges: string): boolean {
  const read = RangeSet.parse(ranges);
  return !read.has(-1) || read.has(0);
}
