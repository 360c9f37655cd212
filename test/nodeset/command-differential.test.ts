import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import { groupLines, nodeLines, rangeLines } from "./command-lines.ts";
import { groupEnvironment } from "./group-environment.ts";
import { Oracle } from "./oracle.ts";
import { runOurs } from "./run-ours.ts";

describe("runNodeset() and Debian's nodeset", () => {
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(groupEnvironment);
  });
  after(() => oracle[Symbol.asyncDispose]());

  for (const [name, lines, numRuns] of [
    ["node sets", nodeLines, 500],
    ["range sets", rangeLines, 250],
    ["groups", groupLines, 80],
  ] as const) {
    test(`answer command lines of ${name} alike`, () =>
      fc.assert(
        fc.asyncProperty(lines, async ({ argv, stdin }) => {
          const [theirs, ours] = [
            await oracle.run(argv, stdin),
            await runOurs(argv, stdin, groupEnvironment),
          ];
          assert.deepEqual(
            [ours.stdout, ours.exit],
            [theirs.stdout, theirs.exit],
            theirs.stderr + ours.stderr,
          );
        }),
        { numRuns },
      ));
  }
});
