import assert from "node:assert/strict";
import { test } from "node:test";
import { Gather } from "./gather.ts";
import { groupHeader, groupLabel } from "./group-header.ts";
import { nodeGroups } from "./node-groups.ts";

function gathered(outputs: Readonly<Record<string, string>>): Gather {
  const gather = new Gather();
  for (const [key, output] of Object.entries(outputs)) gather.add(key, Buffer.from(output));
  return gather;
}

test("nodeGroups() puts the larger group first, then the first node by its text", () => {
  using gather = gathered({ n2: "b", n10: "a", n5: "c", n1: "d", n4: "c" });
  assert.deepEqual(
    nodeGroups(gather).map(({ nodes }) => nodes.fold()),
    ["n[4-5]", "n1", "n10", "n2"],
  );
});

test("nodeGroups() puts return codes before all else, and those without one last", () => {
  using gather = gathered({ n1: "a", n2: "a", n3: "a", n4: "a", n5: "" });
  const codes: Readonly<Record<string, number>> = { n1: 1, n2: 0, n3: 1 };
  const groups = nodeGroups(gather, {
    returnCode: (node) => codes[node] ?? null,
    match: ["n1", "n2", "n3", "n4", "n5"],
  });
  assert.deepEqual(
    groups.map(({ nodes, returnCode }) => [nodes.fold(), returnCode]),
    [
      ["n2", 0],
      ["n[1,3]", 1],
      ["n4", null],
    ],
  );
});

test("groupHeader() draws lines around a label, which counts nodes where they are several", () => {
  assert.equal(groupHeader(groupLabel("n[1-2]", 2)), "---------------\nn[1-2] (2)\n---------------");
  assert.equal(groupLabel("n1", 1), "n1");
});
