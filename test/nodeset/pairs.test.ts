import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { groupEnvironment } from "./group-environment.ts";
import { Oracle } from "./oracle.ts";
import { readPairs } from "./read-pairs.ts";
import { runOurs } from "./run-ours.ts";

let oracle: Oracle;
before(() => {
  oracle = new Oracle(groupEnvironment);
});
after(() => oracle[Symbol.asyncDispose]());

for (const [name, file] of [
  ["runNodeset() answers as Debian's nodeset does", "sets.txt"],
  ["runNodeset() answers as Debian's nodeset does where groups are meant", "groups.txt"],
  ["runNodeset() understands options as Debian's nodeset does", "options.txt"],
] as const) {
  describe(name, () => {
    for (const { line, argv, stdin, stdout, exit } of readPairs(file)) {
      test(line, async () => {
        const theirs = await oracle.run(argv, stdin);
        assert.deepEqual(
          [theirs.stdout, theirs.exit],
          [stdout, exit],
          "Debian's nodeset answers something else now",
        );
        const ours = await runOurs(argv, stdin, groupEnvironment);
        assert.deepEqual([ours.stdout, ours.exit], [stdout, exit], ours.stderr);
        if (exit !== 0) assert.match(ours.stderr, SENTENCE);
      });
    }
  });
}

/** The first line says what is the case; what follows may show where. */
const SENTENCE = /^\S.*[^.\n]\n/;
