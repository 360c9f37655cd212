import assert from "node:assert/strict";
import { test } from "node:test";
import { runOurs } from "../../../test/gather/run-ours.ts";
import { groupEnvironment } from "../../../test/nodeset/group-environment.ts";

async function run(
  argv: readonly string[],
  stdin: string | Uint8Array,
): Promise<readonly [string, number, string]> {
  const { stdout, exit, stderr } = await runOurs(argv, [Buffer.from(stdin)], groupEnvironment);
  return [stdout.toString("latin1"), exit, stderr];
}

test("runGather() keeps bytes that are no UTF-8, and CR", async () => {
  const [stdout, exit] = await run(["-N"], Buffer.from("n1:\u00ff\0\r\n", "latin1"));
  assert.deepEqual([stdout, exit], ["\u00ff\0\r\n", 0]);
});

test("runGather() orders keys that are no sets by how many have an output, then by their text", async () => {
  const input = "z:1\n[]:2\nb:3\na:3\n";
  assert.deepEqual(await run(["-bL", "--interpret-keys=never"], input), ["a,b: 3\n[]: 2\nz: 1\n", 0, ""]);
  assert.deepEqual(await run(["-L"], input), ["z: 1\n[]: 2\nb: 3\na: 3\n", 0, ""]);
});

test("runGather() shows what stands behind a group that is not known, unless keys must be sets", async () => {
  for (const key of ["@nosuch", "zzz*", "n1!n1"]) {
    assert.deepEqual(await run(["-L"], `${key}:a\nn1:b\n`), [`${key}: a\nn1: b\n`, 0, ""]);
    const [stdout, exit, stderr] = await run(["--interpret-keys=always"], `n1:b\n${key}:a\n`);
    assert.deepEqual([stdout, exit], ["", 1]);
    assert.match(stderr, /^Cannot read line 2 ".*:a": .*[^.\n]\n$/);
  }
});

test("runGather() folds along the axes that are named", async () => {
  const input = "r1n1:a\nr1n2:a\nr2n1:a\nr2n2:a\n";
  assert.deepEqual(await run(["-bL", "--axis=2"], input), ["r1n[1-2],r2n[1-2]: a\n", 0, ""]);
});

test("runGather() writes an object for each output with --json", async () => {
  const [stdout, exit] = await run(["-b", "--json"], Buffer.from("n1:a\nn2:a\nn3:\u00ff\n", "latin1"));
  assert.equal(exit, 0);
  assert.deepEqual(
    stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
    [
      { nodes: "n[1-2]", count: 2, output: "a\n" },
      { nodes: "n3", count: 1, base64: "/wo=" },
    ],
  );
});

test("runGather() compares whole lines, coloured as what they are", async () => {
  const [stdout] = await run(["--diff", "--color=always"], "n1:-- x\nn2:y\n");
  assert.ok(stdout.includes("\u001b[91m--- x\u001b[0m\n"));
});

test("runGather() indents a tree by two where nodes part", async () => {
  const input = "n1:a\nn1:b\nn1:c\nn2:a\nn2:b\nn2:d\nn3:a\nn3:e\n";
  assert.deepEqual(await run(["-TL"], input), [
    "n[1-3]:\na\nn3:\n  e\nn[1-2]:\n  b\nn2:\n    d\nn1:\n    c\n",
    0,
    "",
  ]);
});

test("runGather() says in one sentence what it does not understand", async () => {
  const cases: readonly (readonly [argv: readonly string[], message: string])[] = [
    [["nodes.txt"], 'Nothing is read but standard input, and no options stand behind "nodes.txt"'],
    [["-S", ""], 'Option "--separator" takes a text, and this one is empty'],
    [["-S", "\n"], 'Option "--separator" takes no line end: lines end there'],
    [["--color", "red"], 'Option "--color" takes never, always or auto, not "red"'],
    [["--diff", "-L"], 'Options "--lines" and "--diff" exclude each other'],
    [["--json", "-T"], 'Options "--json" and "--tree" exclude each other'],
    [["--outdir=x"], 'Unknown option "--outdir"'],
  ];
  for (const [argv, message] of cases) {
    assert.deepEqual(await run(argv, ""), ["", 2, `${message} (runyard gather --help tells more)\n`]);
  }
});

test("runGather() says which line it can't read", async () => {
  const cases: readonly (readonly [input: string | Uint8Array, message: string])[] = [
    ["n1:a\n\u001b[31m\n", 'Cannot read line 2 "\\e[31m": there is no ":" in it'],
    [" :a\n", 'Cannot read line 1 " :a": no node stands before the separator'],
    [Buffer.from("\u00ff:a\n", "latin1"), 'Cannot read line 1 "\ufffd:a": the node is not UTF-8 text'],
    ["n[1-9999999]:a\n", 'Cannot read line 1 "n[1-9999999]:a": "n[1-9999999]" is more than 1000000 nodes'],
  ];
  for (const [input, message] of cases) assert.deepEqual(await run([], input), ["", 1, `${message}\n`]);
});
