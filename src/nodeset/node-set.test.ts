import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NodeSet, NodeSetSyntaxError, RangeSet, readExpression } from "./mod.ts";

const set = (text: string): NodeSet => NodeSet.parse(text);

describe("NodeSet.parse()", () => {
  const mistakes: readonly (readonly [text: string, position: number, length: number, reason: RegExp])[] = [
    ["a,n[1-3", 3, 1, /bracket is not closed/],
    ["n1]", 2, 1, /bracket was not opened/],
    ["n[1-[2]]", 4, 1, /can't stand inside another/],
    ["n[1][2]", 4, 1, /can't touch each other/],
    ["n[1]5[2]", 4, 1, /more than digits/],
    ["n[]", 2, 1, /a range is empty/],
    ["n[1,]x", 4, 1, /a range is empty/],
    ["n[9-3]", 2, 3, /ends before it begins/],
    ["n[9-010]", 2, 5, /same number of digits/],
    ["a,,b", 1, 1, /must stand after ","/],
    ["!a", 0, 1, /must stand before "!"/],
    ["a & ", 2, 1, /must stand after "&"/],
    ["n[1-5/2]0", 8, 1, /can't follow a range with a step/],
    ["n1[-5]", 3, 2, /negative indices can't follow digits/],
    ["a,@rack1", 2, 6, /@rack1 is a group, and groups are not known here/],
    ["node*", 0, 5, /node\* is a wildcard/],
    [`n${"1".repeat(101)}`, 0, 102, /at most 100 digits/],
    [`n${"1".repeat(60)}[${"1".repeat(60)}]`, 1, 61, /at most 100 digits/],
    ["a1".repeat(65), 0, 130, /at most 64 indices/],
    ["a[1]".repeat(65), 0, 260, /at most 64 indices/],
    ["n[1-10000000]0", 2, 10, /more than 5,000,000 pieces/],
    ["n[0-9999999/2],m[0-9999999/2]", 15, 14, /more than 5,000,000 pieces/],
  ];
  for (const [text, position, length, reason] of mistakes) {
    test(`refuses ${text.slice(0, 30)} and says where`, () => {
      const error = mistakeIn(text);
      assert.match(error.message, /^Cannot read ".*" as a node set: /);
      assert.match(error.reason, reason);
      assert.deepEqual([error.position, error.length], [position, length]);
    });
  }

  test("shortens what it repeats, and shows control characters as such", () => {
    assert.ok(mistakeIn(`\u001b[2J${"x".repeat(500)}[`).message.length < 200);
    assert.match(mistakeIn("\u0007]").message, /"\\u0007\]"/);
  });

  test("takes a megabyte of brackets, blanks, commas or digits in no time", { timeout: 20_000 }, () => {
    for (const text of ["[", "n[1,", " ", "a,", "1", "a1!b1,"].map((part) =>
      part.repeat(2 ** 20 / part.length),
    )) {
      try {
        set(`${text}x]`);
      } catch (error) {
        assert.ok(error instanceof NodeSetSyntaxError, String(error));
      }
    }
  });

  test("refuses boxes that overlap in too many ways, before they fill the memory", {
    timeout: 20_000,
  }, () => {
    const boxes = Array.from({ length: 200 }, (_, box) =>
      [..."abcde"].map((axis, at) => `${axis}[${box * (at + 1)}-${box * (at + 3) + 500}]`).join(""),
    );
    const { reason, length } = mistakeIn(boxes.join(","));
    assert.match(reason, /overlap in too many ways/);
    assert.equal(length, boxes.join(",").length);
  });

  test("joins digits that touch a bracket to the indices", () => {
    assert.equal(set("node1[2-3]4").fold(), "node[124,134]");
    assert.equal(set("n1[8-11]").fold(), "n[18-19,110-111]");
    assert.equal(set("n00[1-3]0x").fold(), "n[0010,0020,0030]x");
  });

  test("counts operators from left to right", () => {
    assert.equal(set("n[1-5]!n[2-3],n3").fold(), "n[1,3-5]");
    assert.equal(set("n[1-5],n9&n[4-9]^n4").fold(), "n[5,9]");
    assert.equal(set("n[1-9]!n1!n[3-4]").fold(), "n[2,5-9]");
  });
});

describe("NodeSet", () => {
  test("holds a hundred million names, and a grid of a million without a few", () => {
    assert.equal(set("node[1-100000000]").size, 100_000_000);
    const grid = set("a[1-100]b[1-100]c[1-100]").difference(set("a3b7c9,a50b50c50"));
    assert.equal(grid.size, 999_998);
    assert.ok(!grid.has("a3b7c9") && grid.has("a3b7c10"));
    assert.ok(set(grid.fold()).equals(grid));
  });

  test("takes names as they stand", () => {
    assert.equal(NodeSet.fromNames(["n2", "n1", "login", "n2"]).fold(), "login,n[1-2]");
    assert.throws(
      () => NodeSet.fromNames([`n${"1".repeat(101)}`]),
      /^TypeError: Cannot take "n1+…?" into a node set/,
    );
  });

  test("finds the place of each name, and the name at each place", () => {
    const nodes = set("x[1-3]y[1-4]z[1-5]!x2y2z2,a,b[5-7]");
    const names = [...nodes];
    assert.equal(names.length, nodes.size);
    for (const [place, name] of names.entries()) {
      assert.equal(nodes.indexOf(name), place);
      assert.equal(nodes.at(place), name);
    }
    assert.deepEqual(
      [nodes.at(-1), nodes.at(nodes.size), nodes.indexOf("x2y2z2")],
      [names.at(-1), undefined, -1],
    );
  });

  test("slices, selects and splits in the order of its names, across patterns and axes", () => {
    const nodes = set("a[1-3],x[1-4]y[1-5],c");
    const names = [...nodes];
    assert.deepEqual([...nodes.slice(1, -2)].toSorted(), names.slice(1, -2).toSorted());
    assert.equal(set("a[1-3],b[1-3]").slice(0, 5, 2).fold(), "a[1,3],b2");
    assert.equal(set("b[1-2],a,c3").select(RangeSet.parse("1")).fold(), "b1");
    assert.deepEqual(
      nodes.split(4).map(({ size }) => size),
      [6, 6, 6, 6],
    );
    assert.ok(NodeSet.union(nodes.split(7)).equals(nodes));
  });

  test("falls into stretches without a gap", () => {
    assert.deepEqual(set("n[1-3,5,9-11],m").contiguous().map(String), ["m", "n[1-3]", "n5", "n[9-11]"]);
    assert.deepEqual(set("x[1,3]y[1-2]").contiguous().map(String), ["x1y[1-2]", "x3y[1-2]"]);
  });

  test("folds only the axes that it is told to", () => {
    assert.equal(set("x[1-2]y[1-2]").fold({ axis: [1] }), "x1y[1-2],x2y[1-2]");
    assert.equal(set("x[1-2]y[1-2]").fold({ axis: [-2] }), "x[1-2]y1,x[1-2]y2");
    assert.equal(set("n[1-2],x[1-2]y1").fold({ axis: [1] }), "n1,n2,x1y1,x2y1");
    assert.throws(
      () => set("a[1-9999]b[1-9999]").fold({ axis: [] }),
      /^RangeError: Cannot write 99980001 names/,
    );
  });

  test("is written the same however it was made", () => {
    const names = [...set("x[1-4]y[1-4]!x2y3,x9y[7-9],x[1-2]y9")];
    const folded = NodeSet.fromNames(names).fold();
    for (const order of [
      names.toReversed(),
      names.toSorted(),
      names.toSorted((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1)),
    ]) {
      assert.equal(
        order.reduce((all, name) => all.union(NodeSet.fromNames([name])), NodeSet.empty).fold(),
        folded,
      );
    }
    assert.equal(JSON.stringify([set("n2,n1")]), '["n[1-2]"]');
  });

  test("compares", () => {
    assert.ok(set("n[1-3]").isSubsetOf(set("n[1-5]")) && !set("n[1-5]").isSubsetOf(set("n[1-3]")));
    assert.ok(set("x[1-2]y[1-2]").isSupersetOf(set("x1y2,x2y2")));
    assert.ok(set("n1").isDisjointFrom(set("n01,m1")) && set("").equals(NodeSet.empty));
    assert.deepEqual(
      ["n1", "n01", "n[1]", "", "n1x"].map((name) => set("n[1-3]").has(name)),
      [true, false, false, false, false],
    );
  });
});

test("readExpression() tells names, groups and wildcards apart", () => {
  const terms = readExpression("n1,n2, @rack[1-2] !db*,n3");
  const shown = terms.map(({ operator, kind, nodes, position }) => [operator, kind, nodes.fold(), position]);
  assert.deepEqual(shown, [
    [",", "nodes", "n[1-2]", 0],
    [",", "group", "@rack[1-2]", 7],
    ["!", "wildcard", "db*", 19],
    [",", "nodes", "n3", 23],
  ]);
});

function mistakeIn(text: string): NodeSetSyntaxError {
  try {
    set(text);
  } catch (error) {
    assert.ok(error instanceof NodeSetSyntaxError, String(error));
    return error;
  }
  return assert.fail(`${text} was read`);
}
