import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { type Outcome, runOnNodes } from "../run-on-nodes.ts";

/** How many random command lines are compared. */
const CASES = 60;
const SEED = 20_261_122;

/**
 * On random scripts, what `runyard run --compat-clush` writes and ends with is what clush does. The commands are made
 * without what is on the list of known differences in docs/parallel-commands.md: carriage returns, bytes that are no
 * text, and time limits.
 */
test("runRun() with --compat-clush does as clush on random scripts", async () => {
  const random = randomFrom(SEED);
  const cases = Array.from({ length: CASES }, () => makeCase(random));
  const differences: Difference[] = [];
  const lanes = Array.from({ length: 3 }, async () => {
    for (let next = cases.pop(); next !== undefined; next = cases.pop()) await compare(next, differences);
  });
  await Promise.all(lanes);
  assert.deepEqual(differences, []);
});

interface Difference {
  readonly argv: readonly string[];
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

async function compare(argv: readonly string[], differences: Difference[]): Promise<void> {
  const [ours, theirs] = [await runOnNodes(["--compat-clush", ...argv]), await clush(argv)];
  if (!isDeepStrictEqual(comparable(ours, argv), comparable(theirs, argv)))
    differences.push({ argv, ours, theirs });
}

/** Lines of nodes that run side by side come in any order, unless they are gathered; notes always may. */
function comparable({ exit, stdout, stderr }: Outcome, argv: readonly string[]): unknown {
  const isGathered = argv.some((word) => FORMS.flat().includes(word)) && !argv.includes("-v");
  return { exit, stdout: isGathered ? stdout : inOrder(stdout), stderr: inOrder(stderr) };
}

function inOrder(text: string): readonly string[] {
  return text.split("\n").toSorted();
}

async function clush(argv: readonly string[]): Promise<Outcome> {
  const child = spawn("clush", argv, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nowhere", CLUSTERSHELL_CFGDIR: "/nowhere", LANG: "C.UTF-8" },
  });
  const [stdout, stderr, exit] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1))),
  ]);
  return { exit, stdout, stderr };
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return Math.floor((state / 0x80_00_00_00) * below);
  };
}

const FORMS: readonly (readonly string[])[] = [
  ["-b"],
  ["-B"],
  ["-L"],
  ["-bL"],
  ["-BL"],
  ["--diff"],
  ["-b", "-r"],
  [],
];
const NODES = ["n[1-5]", "n[1-12]", "a[1-3],b[1-3]", "x[1-2]y[1-3]", "node7", "n[08-11]", "10.0.0.[1-4]"];
const EXTRAS = ["-N", "-S", "-q", "-G", "-v"];

function makeCase(random: Random): readonly string[] {
  const one = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value;
  const extras = EXTRAS.filter(() => random(4) === 0);
  const form = one(FORMS);
  // With labels or without, lines of several nodes at the same time come in any order; what is compared then is sorted.
  const fanout = ["-f", String(1 + random(8))];
  const script = Array.from({ length: 1 + random(4) }, () => makeStep(random)).join("; ");
  return ["-R", "exec", "-n", ...fanout, "-w", one(NODES), ...form, ...extras, script];
}

function makeStep(random: Random): string {
  const one = (values: readonly string[]): string => values[random(values.length)] ?? "";
  const word = one(["a", "b", "ok", "two words", " lead", "é", "x: y", ""]);
  const condition = one([
    "",
    "",
    `test %n = ${random(5)} && `,
    `test $((%n %% 2)) = 0 && `,
    `test $((%n %% 3)) = ${random(3)} || `,
  ]);
  const action = one([
    `echo "${word}"`,
    `echo "${word}"`,
    "echo %h",
    `printf "${word}"`,
    `seq ${1 + random(6)}`,
    "echo",
    `echo "${word}" >&2`,
    `exit ${random(4)}`,
    "kill -TERM $$",
  ]);
  return `${condition}${action}`;
}
