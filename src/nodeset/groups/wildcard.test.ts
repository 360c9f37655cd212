import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeSet } from "../node-set.ts";
import { matchNodes } from "./wildcard.ts";

const nodes = NodeSet.fromNames(["n1", "n12", "n2", "login", "gpu-n1", "n\u{1f600}"]);

test("matchNodes() knows * and ?", () => {
  const pairs: readonly [string[], string][] = [
    [["*"], nodes.toString()],
    [["n?"], "n[1-2],n\u{1f600}"],
    [["n?", "*g*"], "gpu-n1,login,n[1-2],n\u{1f600}"],
    [["n*2"], "n[2,12]"],
    [["*n*1"], "gpu-n1,n1"],
    [["x*"], ""],
    [["n1"], "n1"],
    [["N*"], ""],
  ];
  for (const [masks, found] of pairs) {
    assert.equal(matchNodes(nodes, NodeSet.fromNames(masks)).toString(), found, masks.join());
  }
});

test("matchNodes() takes no longer for many stars", () => {
  const name = "a".repeat(5000);
  const mask = `${"*a".repeat(50)}*b`;
  assert.ok(matchNodes(NodeSet.fromNames([name]), NodeSet.fromNames([mask])).isEmpty);
});
