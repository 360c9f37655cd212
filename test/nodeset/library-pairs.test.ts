import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NodeSet, NodeSetSyntaxError, RangeSet } from "../../src/nodeset/mod.ts";

/**
 * What ClusterShell's library answers, in our words. Left out is what has no meaning for sets that never change and
 * know no groups by themselves: updates in place, adding and removing, negative steps, pickles, comparison by operators.
 */
const pairs: readonly (readonly [what: string, ours: () => unknown, theirs: unknown])[] = [
  [
    "NodeSet.parse('') is the empty set",
    () => facts(NodeSet.parse("")),
    { size: 0, text: "", isEmpty: true },
  ],
  ["NodeSet.empty is what NodeSet(None) is", () => NodeSet.empty.fold(), ""],
  ["NodeSet.fromList()", () => NodeSet.fromList(["n1", "n2,n3"]).fold(), "n[1-3]"],
  ["NodeSet.has() of a name", () => NodeSet.parse("n[1-3]").has("n1"), true],
  ["NodeSet.has() of another padding", () => NodeSet.parse("n[1-3]").has("n01"), false],
  ["a set in another", () => NodeSet.parse("n[1-2]").isSubsetOf(NodeSet.parse("n[1-3]")), true],
  ["a smaller set in a larger one", () => NodeSet.parse("n[1-3]").isSubsetOf(NodeSet.parse("n[1-5]")), true],
  ["union()", () => NodeSet.parse("n1").union(NodeSet.parse("n2")).fold(), "n[1-2]"],
  [
    "difference() with a stranger",
    () => NodeSet.parse("n[1-3]").difference(NodeSet.parse("n9")).fold(),
    "n[1-3]",
  ],
  [
    "at() and slice()",
    () => [five().at(0), five().at(-1), five().slice(1, 3).fold()],
    ["n1", "n5", "n[2-3]"],
  ],
  ["slice() by a step", () => five().slice(0, undefined, 2).fold(), "n[1,3,5]"],
  ["slice() from the end", () => five().slice(-2).fold(), "n[4-5]"],
  ["fold() by steps", () => NodeSet.parse("n[0-4/2]").fold({ autostep: 3 }), "n[0-4/2]"],
  [
    "fold() of a union by steps",
    () => NodeSet.parse("n[0-4/2]").union(NodeSet.parse("n6")).fold({ autostep: 3 }),
    "n[0-6/2]",
  ],
  ["fold() on the first axis", () => NodeSet.parse("x[1-2]y[1-2]").fold({ axis: [0] }), "x[1-2]y1,x[1-2]y2"],
  ["fold() on the last axis", () => NodeSet.parse("x[1-2]y[1-2]").fold({ axis: [-1] }), "x1y[1-2],x2y[1-2]"],
  [
    "the order of patterns",
    () => [...NodeSet.parse("b1,a1b,ab,a,a9,a10")],
    ["a", "a9", "a10", "a1b", "ab", "b1"],
  ],
  ["symmetricDifference()", () => xor("n[1-5]", "n[4-8]"), "n[1-3,6-8]"],
  ["symmetricDifference() of what one side has alone", () => xor("n1,m1", "m1,k"), "k,n1"],
  ["union() with itself", () => NodeSet.parse("n[1-3]").union(NodeSet.parse("n[1-3]")).fold(), "n[1-3]"],
  ["difference() with itself", () => NodeSet.parse("n[1-3]").difference(NodeSet.parse("n[1-3]")).fold(), ""],
  [
    "iteration and fold()",
    () => [[...NodeSet.parse("n[1-2]")], NodeSet.parse("n[1-2]").fold()],
    [["n1", "n2"], "n[1-2]"],
  ],
  ["a set that is not taken for its text", () => NodeSet.fromNames(["@x"]).fold(), "@x"],
  [
    "one text, however the set was made",
    () => NodeSet.fromNames(["x3y1", "x2y2", "x1y3", "x2y1", "x1y1", "x1y2"]).fold(),
    "x1y[1-3],x2y[1-2],x3y1",
  ],
  ["RangeSet.parse()", () => RangeSet.parse("1-5").fold(), "1-5"],
  ["RangeSet.from()", () => RangeSet.from([3, 1, 2]).fold(), "1-3"],
  ["RangeSet.parse() with a step", () => RangeSet.parse("1-5/2").fold(), "1,3,5"],
  ["padding", () => ["01-05", "1,001", "1"].map((text) => RangeSet.parse(text).padding), [2, 3, null]],
  ["withPadding()", () => RangeSet.parse("1-5").withPadding(3).fold(), "001-005"],
  [
    "RangeSet.has()",
    () => [5, "5", "05"].map((index) => RangeSet.parse("1-5").has(index)),
    [true, true, false],
  ],
  ["RangeSet.equals()", () => RangeSet.parse("1-3").equals(RangeSet.from(["1", "2", "3"])), true],
  ["the members as numbers", () => Array.from(RangeSet.parse("08-11"), Number), [8, 9, 10, 11]],
  [
    "another padding beside",
    () =>
      RangeSet.parse("1")
        .union(RangeSet.from(["03"]))
        .fold(),
    "1,03",
  ],
  ["contiguous()", () => RangeSet.parse("1-3,7").contiguous().map(String), ["1-3", "7"]],
  ["RangeSet.slice()", () => RangeSet.parse("1-10").slice(2, 5).fold(), "3-5"],
  ["a negative index", () => RangeSet.parse("-5").fold(), "-5"],
  ["negative indices in order", () => [...RangeSet.parse("-5--1,3")], ["-5", "-4", "-3", "-2", "-1", "3"]],
  ["blocks that join", () => NodeSet.parse("x[1-2]y[3-4],x[1-2]y5").fold(), "x[1-2]y[3-5]"],
  ["equality without order", () => NodeSet.parse("x1y1,x2y2").equals(NodeSet.parse("x2y2,x1y1")), true],
  [
    "the largest block first, then the lowest",
    () => NodeSet.parse("x9y1,x4y[2-3],x[1-3]y5").fold(),
    "x[1-3]y5,x4y[2-3],x9y1",
  ],
];

describe("NodeSet and RangeSet answer as ClusterShell's library does", () => {
  for (const [what, ours, theirs] of pairs) test(what, () => assert.deepEqual(ours(), theirs));

  for (const text of ["", "3-1"]) {
    test(`RangeSet.parse(${JSON.stringify(text)}) is refused`, () => {
      assert.throws(() => RangeSet.parse(text), NodeSetSyntaxError);
    });
  }

  test("split(0) is refused", () => {
    assert.throws(() => five().split(0), RangeError);
    assert.throws(() => RangeSet.parse("1-5").split(0), RangeError);
  });

  test("a group is refused where no groups are known", () => {
    assert.throws(() => NodeSet.parse("n1,@io"), { name: "NodeSetSyntaxError", position: 3, length: 3 });
  });
});

function five(): NodeSet {
  return NodeSet.parse("n[1-5]");
}

function xor(left: string, right: string): string {
  return NodeSet.parse(left).symmetricDifference(NodeSet.parse(right)).fold();
}

function facts(set: NodeSet): { readonly size: number; readonly text: string; readonly isEmpty: boolean } {
  return { size: set.size, text: set.fold(), isEmpty: set.isEmpty };
}
