import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { groupEnvironment } from "../nodeset/group-environment.ts";
import { Oracle } from "../nodeset/oracle.ts";
import { runOurs } from "./run-ours.ts";

/** Input, words, what Debian's clubak writes, and how it ends where that is not 0. */
type Pair = readonly [stdin: string, argv: readonly string[], stdout: string, exit?: number];

const pairs = JSON.parse(readFileSync(join(import.meta.dirname, "pairs.json"), "utf8")) as readonly Pair[];

describe("runGather() answers as Debian's clubak does", () => {
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(groupEnvironment);
  });
  after(() => oracle[Symbol.asyncDispose]());

  for (const [stdin, argv, stdout, exit = 0] of pairs) {
    test(`${JSON.stringify(stdin)} ${argv.join(" ")}`, async () => {
      const theirs = await oracle.run(argv, stdin, "clubak");
      assert.deepEqual(
        [theirs.stdout, theirs.exit],
        [stdout, exit],
        "Debian's clubak answers something else now",
      );
      const ours = await runOurs(argv, [Buffer.from(stdin)], groupEnvironment);
      assert.deepEqual([ours.stdout.toString(), ours.exit], [stdout, exit], ours.stderr);
      if (exit !== 0) assert.match(ours.stderr, /^[A-Z].*[^.\n]\n$/);
    });
  }
});
