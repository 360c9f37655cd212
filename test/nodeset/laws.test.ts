import { describe } from "node:test";
import * as fc from "fast-check";
import { NodeSet, RangeSet } from "../../src/nodeset/mod.ts";
import { lawsOfAlgebra } from "./algebra-laws.ts";
import { describeLaws } from "./laws.ts";
import { lawsOfLongSets } from "./long-set-laws.ts";

/** A number below `most`, written with as many zeros before it as chance has it. */
function index(most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.nat(most - 1), fc.constantFrom(1, 1, 1, 2, 3))
    .map(([value, width]) => String(value).padStart(width, "0"));
}

function pattern(...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((texts) => texts.join(""));
}

const nodes = {
  make: (names: Iterable<string>) => NodeSet.fromNames(names),
  parse: (text: string) => NodeSet.parse(text),
};

describeLaws({
  name: "RangeSet",
  member: fc.oneof(
    { weight: 6, arbitrary: index(25) },
    { weight: 1, arbitrary: fc.integer({ min: -12, max: -1 }).map(String) },
    { weight: 1, arbitrary: fc.nat(30).map((offset) => String(10n ** 20n - 15n + BigInt(offset))) },
  ),
  make: (indices) => RangeSet.from(indices),
  parse: readRanges,
});

describeLaws({
  ...nodes,
  name: "NodeSet with one axis",
  member: fc.oneof(
    { weight: 6, arbitrary: pattern("n", index(25)) },
    { weight: 2, arbitrary: pattern("n", index(12), "-ib") },
    { weight: 1, arbitrary: fc.constantFrom("n", "login", "a b", "100%") },
  ),
});

describeLaws({
  ...nodes,
  name: "NodeSet with two axes",
  member: pattern("x", index(5), "y", index(5)),
});

describeLaws({
  ...nodes,
  name: "NodeSet with many axes",
  member: fc.oneof(
    { weight: 4, arbitrary: pattern("a", index(3), "b", index(3), "c", fc.nat(2).map(String)) },
    { weight: 2, arbitrary: pattern("10.0.", fc.nat(2).map(String), ".", fc.nat(3).map(String)) },
    { weight: 1, arbitrary: pattern("n", index(4)) },
  ),
});

describe("Sets of ranges too long to list keep the laws", () => {
  const end = fc.oneof(fc.nat(20).map(BigInt), fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 10n ** 25n));
  const range = fc.tuple(end, end, fc.constantFrom(1, 1, 8)).map(([one, other, width]) => {
    const bounds = one < other ? [one, other] : [other, one];
    const padding = String(bounds[1]).length <= width ? width : 1;
    return bounds.map((each) => String(each).padStart(padding, "0")).join("-");
  });
  const names = fc.oneof(pattern("n[", range, "]"), pattern("x[", range, "]y[", range, "]"));

  describe("RangeSet", () => {
    const set = fc.array(range, { maxLength: 4 }).map((texts) => RangeSet.fromList(texts));
    lawsOfAlgebra(set);
    lawsOfLongSets(set, readRanges);
  });
  describe("NodeSet", () => {
    const set = fc.array(names, { maxLength: 4 }).map((texts) => NodeSet.fromList(texts));
    lawsOfAlgebra(set);
    lawsOfLongSets(set, nodes.parse);
  });
});

/** An empty text is no range set, but the text of one. */
function readRanges(text: string): RangeSet {
  return text === "" ? RangeSet.empty : RangeSet.parse(text);
}
