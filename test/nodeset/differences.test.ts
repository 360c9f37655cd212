import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { NodeSet, RangeSet } from "../../src/nodeset/mod.ts";
import { type Difference, groupDifferences, setDifferences } from "./differences.ts";
import { groupEnvironment } from "./group-environment.ts";
import { Oracle, answerOf } from "./oracle.ts";
import { runOurs } from "./run-ours.ts";

let oracle: Oracle;
before(() => {
  oracle = new Oracle(groupEnvironment);
});
after(() => oracle[Symbol.asyncDispose]());

describe("runNodeset() differs from Debian's nodeset on purpose", () => {
  for (const difference of [...setDifferences, ...groupDifferences]) {
    test(titleOf(difference), () => differs(difference));
  }

  test("a group in a circle: a mistake that names the way", async () => {
    const folder = mkdtempSync(join(tmpdir(), "runyard-circle-"));
    try {
      writeFileSync(join(folder, "groups.conf"), "[Main]\ndefault: yaml\nautodir: $CFGDIR\n");
      writeFileSync(join(folder, "circle.yaml"), "yaml:\n  a: '@b'\n  b: 'n1,@a'\n  good: n[1-3]\n");
      const environment = { ...groupEnvironment, CLUSTERSHELL_CFGDIR: folder };
      await using circular = new Oracle(environment);
      const theirs = await circular.run(["-l", "n2"], "");
      assert.equal(theirs.exit, 1, "a circle does not break the listing of other groups any more");
      const ours = await runOurs(["-f", "@a"], "", environment);
      assert.deepEqual([ours.stdout, ours.exit], ["", 1]);
      assert.match(ours.stderr, /@?a.*@?b.*@?a/);
      assert.deepEqual(await runOurs(["-f", "@good"], "", environment), {
        stdout: "n[1-3]\n",
        stderr: "",
        exit: 0,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("NodeSet and RangeSet differ from ClusterShell's on purpose", () => {
  test("slice() keeps the step from one pattern to the next", async () => {
    const text = "a[1-3],b[1-3]";
    assert.equal(answerOf(await oracle.ask("slice of nodes", { text, slice: [0, 5, 2] })), "a[1,3]");
    assert.equal(NodeSet.parse(text).slice(0, 5, 2).fold(), "a[1,3],b2");
  });

  test("contiguous() names a range that ends at -1", async () => {
    const text = "-3--1,4";
    assert.deepEqual(await oracle.ask("contiguous ranges", { text }), {
      refused: "ValueError: Invalid range upper limit (0)",
    });
    assert.deepEqual(
      RangeSet.parse(text)
        .contiguous()
        .map((each) => each.fold()),
      ["-3--1", "4"],
    );
  });

  test("parse() holds a range of any length", async () => {
    assert.ok("refused" in (await oracle.ask("names", { text: "n[1-2000000000]" })));
    assert.equal(NodeSet.parse("n[1-100000000000000]").size, 1e14);
  });
});

async function differs({ argv, stdin = "", theirs, ours }: Difference): Promise<void> {
  const debians = await oracle.run(argv, stdin);
  assert.deepEqual(
    { stdout: debians.stdout, exit: debians.exit },
    theirs,
    "Debian's nodeset answers something else now",
  );
  const own = await runOurs(argv, stdin, groupEnvironment);
  assert.deepEqual({ stdout: own.stdout, exit: own.exit }, ours, own.stderr);
  if (ours.exit !== 0) assert.match(own.stderr, /^\S.*[^.\n]\n/);
}

function titleOf({ argv, stdin, why }: Difference): string {
  const words = argv.join(" ");
  const shown = words.length > 40 ? `${words.slice(0, 39)}…` : words;
  return `nodeset ${shown}${stdin === undefined ? "" : ` < ${JSON.stringify(stdin)}`}: ${why}`;
}
