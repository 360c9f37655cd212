import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as fc from "fast-check";
import { unifiedDiff } from "../../src/task/gather/mod.ts";
import { groupEnvironment } from "../nodeset/group-environment.ts";
import { Oracle, answerOf } from "../nodeset/oracle.ts";
import { runOurs } from "./run-ours.ts";

const key = fc.oneof(
  fc.nat(12).map((number) => `n${number}`),
  fc.constantFrom("n01", "n10", "m1", "login", "a.b", "example4", "example5", "example6", "é"),
  fc.constantFrom("n[1-3]", "n1,m2", " n2 ", "@oss", "n[5-9]!n6"),
);
const content = fc.constantFrom("", " ", "a", " a", "b", "a:b", "-x", "é", "a\rb", "\u001b[1mx");
const lines = fc.array(fc.tuple(key, content), { maxLength: 14 });
const options = fc
  .subarray(["-b", "-L", "-N", "-q", "-r", "-G", "-v", "--color=always", "-F", "--diff"])
  // With both, clubak compares whole outputs in place of lines.
  .filter((words) => !(words.includes("-F") && words.includes("--diff")))
  // Refused by both, after -v in clubak.
  .filter((words) => !(words.includes("-L") && words.includes("--diff")));
/** A line that neither can read. */
const broken = fc.oneof(
  { weight: 12, arbitrary: fc.constant("") },
  fc.constantFrom("no separator\n", ":x\n", "\n"),
);

function inputOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, text]) => `${name}:${text}\n`).join("");
}

/** Deeper trees are indented differently; docs/gathering.md says how. */
function firstTwoOfEach(
  pairs: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const counts = new Map<string, number>();
  return pairs.filter(([name]) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return (counts.get(name) ?? 0) <= 2;
  });
}

describe("runGather() and Debian's clubak", () => {
  let oracle: Oracle;
  before(() => {
    oracle = new Oracle(groupEnvironment);
  });
  after(() => oracle[Symbol.asyncDispose]());

  async function answerAlike(argv: readonly string[], stdin: string): Promise<void> {
    const theirs = await oracle.run(argv, stdin, "clubak");
    const ours = await runOurs(argv, [Buffer.from(stdin)], groupEnvironment);
    assert.deepEqual([ours.stdout.toString(), ours.exit], [theirs.stdout, theirs.exit], ours.stderr);
  }

  test("show the same of the same lines", () =>
    fc.assert(
      fc.asyncProperty(options, lines, broken, async (argv, pairs, end) => {
        // What is shown of lines after one that can't be read differs.
        const words = end === "" ? argv : argv.filter((word) => word !== "-v");
        await answerAlike(words, inputOf(pairs) + end);
      }),
      { numRuns: 400 },
    ));

  test("show the same trees", () => {
    const single = lines.map((pairs) => pairs.filter(([name]) => /^\w+$/.test(name)));
    const words = fc.subarray(["-T", "-L", "-N", "-q", "-b", "--color=always"]);
    return fc.assert(
      fc.asyncProperty(words, single, async (argv, pairs) => {
        await answerAlike(["-T", ...argv], inputOf(firstTwoOfEach(pairs)));
      }),
      { numRuns: 150 },
    );
  });

  test("find the same differences", () =>
    fc.assert(
      fc.asyncProperty(similarTexts(), async ([from, to]) => {
        const theirs = answerOf(await oracle.ask("diff", { before: from, after: to }));
        const ours = unifiedDiff(sideOf("a", from), sideOf("b", to));
        assert.deepEqual(
          Array.from(ours, (line) => Buffer.from(line).toString()),
          theirs,
        );
      }),
      { numRuns: 300 },
    ));
});

function sideOf(label: string, texts: readonly string[]): Parameters<typeof unifiedDiff>[0] {
  return { label, output: { lines: () => texts.map((text) => Buffer.from(text)) } };
}

/** Two lists of lines, the second made from the first; long enough as well for frequent lines to be left out. */
function similarTexts(): fc.Arbitrary<readonly [readonly string[], readonly string[]]> {
  const line = (kinds: number): fc.Arbitrary<string> => fc.nat(kinds).map((number) => `line ${number}`);
  const edit = fc.record({ at: fc.nat(), count: fc.nat(4), lines: fc.array(line(40), { maxLength: 3 }) });
  return fc
    .record({
      kinds: fc.constantFrom(1, 4, 40, 500),
      length: fc.constantFrom(0, 1, 7, 30, 199, 200, 201, 450),
      edits: fc.array(edit, { maxLength: 8 }),
      seed: fc.nat(),
    })
    .map(({ kinds, length, edits, seed }) => {
      const from = Array.from(
        { length },
        (_, index) => `line ${(Math.imul(index + seed, 2654435761) >>> 7) % kinds}`,
      );
      const to = [...from];
      for (const { at, count, lines: added } of edits) to.splice(at % (to.length + 1), count, ...added);
      return [from, to] as const;
    });
}
