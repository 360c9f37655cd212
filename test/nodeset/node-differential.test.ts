import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import { NodeSet } from "../../src/nodeset/mod.ts";
import { manyAxesText, mutated, oneAxisText } from "./generators.ts";
import { isKnownDifference } from "./known-difference.ts";
import { Oracle, type Questions, answerOf } from "./oracle.ts";
import { agree } from "./same-answer.ts";

const autostep = fc.integer({ min: 1, max: 5 });
const parts = fc.integer({ min: 1, max: 9 });

describe("NodeSet and ClusterShell's NodeSet", () => {
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle();
  });
  after(() => oracle[Symbol.asyncDispose]());

  test("with one axis: have the same names in the same order, the same text and parts", () =>
    agree(oracle, "nodes", fc.record({ text: oneAxisText, autostep, parts }), about, 1500));

  test("with one axis: fall into the same ranges without a gap", () =>
    agree(
      oracle,
      "contiguous nodes",
      // ClusterShell refuses to name a range that ends at -1; differences.test.ts shows it.
      fc.record({ text: oneAxisText.filter((each) => !/[[,-]\s*-/.test(each)) }),
      ({ text }) =>
        NodeSet.parse(text)
          .contiguous()
          .map((each) => each.fold()),
      300,
    ));

  test("have the same set of names that are taken as they stand", () => {
    const name = fc.tuple(
      fc.constantFrom("n", "a-", "[", "x,"),
      fc.nat(30).map(String),
      fc.constantFrom("", "]", "0"),
    );
    const names = fc.array(
      name.map((each) => each.join("")),
      { minLength: 1, maxLength: 30 },
    );
    return agree(
      oracle,
      "names as they stand",
      fc.record({ names }),
      (asked) => NodeSet.fromNames(asked.names).fold(),
      200,
    );
  });

  test("with many axes: have the same names, and ours in no more blocks", () =>
    fc.assert(
      fc.asyncProperty(manyAxesText, (text) => isSameInNoMoreBlocks(oracle, text)),
      { numRuns: 1200 },
    ));

  for (const [axes, good] of [
    ["one axis", oneAxisText],
    ["many axes", manyAxesText],
  ] as const) {
    test(`refuse the same texts with ${axes}, and read the same names in the others`, () => {
      const text = mutated(good, "[]-,/ 0159ab!&^%").filter((each) => !isKnownDifference(each));
      return agree(
        oracle,
        "names",
        fc.record({ text }),
        (asked) => [...NodeSet.parse(asked.text)].toSorted(),
        1000,
      );
    });
  }

  test("with some axes folded: have the same names, brackets on these axes alone, and no more blocks", () =>
    fc.assert(
      fc.asyncProperty(
        manyAxesText,
        fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 3 }),
        (text, axis) => isFoldedAlike(oracle, text, axis),
      ),
      { numRuns: 400 },
    ));
});

function about({
  text,
  autostep: least,
  parts: count,
}: Questions["nodes"]["asks"]): Questions["nodes"]["answers"] {
  const nodes = NodeSet.parse(text);
  return {
    fold: nodes.fold(),
    stepped: nodes.fold({ autostep: least }),
    names: [...nodes],
    split: nodes.split(count).map((each) => each.fold()),
  };
}

async function isSameInNoMoreBlocks(oracle: Oracle, text: string): Promise<void> {
  const nodes = NodeSet.parse(text);
  const theirs = answerOf(await oracle.ask("nodes", { text, autostep: 3, parts: 1 }));
  const names = theirs.names.toSorted();
  assert.deepEqual([...nodes].toSorted(), names);
  assert.equal(nodes.size, names.length);
  const [folded, stepped] = [nodes.fold(), nodes.fold({ autostep: 3 })];
  assert.ok(blocksOf(folded) <= blocksOf(theirs.fold), `${folded} has more blocks than ${theirs.fold}`);
  for (const each of [folded, stepped]) {
    const again = answerOf(await oracle.ask("names", { text: each }));
    assert.deepEqual(again.toSorted(), names, `ClusterShell reads ${each} otherwise`);
  }
}

async function isFoldedAlike(oracle: Oracle, text: string, axis: readonly number[]): Promise<void> {
  const theirs = answerOf(await oracle.ask("folded axes", { text, axis }));
  const ours = NodeSet.parse(text).fold({ axis });
  const meaning = async (each: string): Promise<readonly string[]> =>
    answerOf(await oracle.ask("names", { text: each })).toSorted();
  assert.deepEqual(await meaning(ours), await meaning(theirs), `ours is ${ours}, theirs is ${theirs}`);
  assert.ok(blocksOf(ours) <= blocksOf(theirs), `${ours} has more blocks than ${theirs}`);
  for (const block of ours.match(/(?:\[[^\]]*\]|[^,])+/g) ?? []) {
    const indices = block.match(/\[[^\]]*\]|\d+/g) ?? [];
    for (const [place, index] of indices.entries()) {
      if (!index.startsWith("[")) continue;
      assert.ok(axis.includes(place) || axis.includes(place - indices.length), `${block} has ${index}`);
    }
  }
}

function blocksOf(text: string): number {
  return text === "" ? 0 : text.replaceAll(/\[[^\]]*\]/g, "").split(",").length;
}
