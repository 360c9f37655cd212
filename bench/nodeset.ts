import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { NodeSet } from "../src/nodeset/mod.ts";
import { installPackage } from "./install-package.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";

/** A command that is measured beside another, in turn with it. */
interface Pair {
  readonly name: string;
  readonly ours: readonly string[];
  readonly other: readonly string[];
  readonly stdin?: string;
}

/** Node sets on the command line beside ClusterShell's, as installed from the packed package; and in process. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "15" } } });
  const rounds = Number(values.rounds);
  const folder = mkdtempSync(join(tmpdir(), "runyard-bench-"));
  try {
    print(
      `${describeMachine()}; ${versionOfPeer()}; medians of ${rounds} rounds (3 where a round takes seconds)`,
    );
    const runyard = installPackage(folder);
    for (const pair of pairsOf(runyard)) measurePair(pair, rounds);
    measureInProcess(rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function versionOfPeer(): string {
  const { stdout, error } = spawnSync("nodeset", ["--version"], { encoding: "utf8" });
  if (error !== undefined)
    throw new Error("Cannot measure beside the peer: install the package clustershell");
  return `ClusterShell ${stdout.trim()}`;
}

function pairsOf(runyard: string): readonly Pair[] {
  const pair = (name: string, words: readonly string[], stdin?: string): Pair => ({
    name,
    ours: [process.execPath, runyard, "nodeset", ...words],
    other: ["nodeset", ...words],
    ...(stdin !== undefined && { stdin }),
  });
  const startUp = pair("--version", ["--version"]);
  const empty = { ...startUp, name: "--version beside node -e 0", other: [process.execPath, "-e", "0"] };
  const count = pair("-c node[1-100000000] beside our own --version", ["-c", "node[1-100000000]"]);
  return [
    empty,
    startUp,
    { ...count, other: startUp.ours },
    pair("-f node[1-1000000]", ["-f", "node[1-1000000]"]),
    pair("-e node[1-1000000]", ["-e", "node[1-1000000]"]),
    pair("-f of 100,000 shuffled names from stdin", ["-f"], shuffledNames(100_000)),
    pair("-f of 1,000 unfoldable 5-D names from stdin", ["-f"], `${unfoldableNames().join("\n")}\n`),
    pair("--split=100 -f node[1-100000]", ["--split=100", "-f", "node[1-100000]"]),
  ];
}

function shuffledNames(count: number): string {
  // 7919 is a prime, so every name comes once.
  return `${Array.from({ length: count }, (_, index) => `node${(index * 7919) % count}`).join("\n")}\n`;
}

function unfoldableNames(): readonly string[] {
  return Array.from(
    { length: 1000 },
    (_, index) => `aa-${(index * 7) % 1000}..${(index * 13) % 997}..${index}..-555-${(index * 31) % 1009}-ee`,
  );
}

function measurePair({ name, ours, other, stdin }: Pair, rounds: number): void {
  const times: { readonly ours: number; readonly other: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair = { ours: timeOf(ours, stdin), other: timeOf(other, stdin) };
    times.push(pair);
    if (pair.other > 2000 && times.length === 3) break;
  }
  const own = median(times.map((time) => time.ours));
  const others = median(times.map((time) => time.other));
  print(
    `${name}: ${own.toFixed(0)} ms beside ${others.toFixed(0)} ms; ${(others / own).toFixed(1)} times as fast (${(own / others).toFixed(2)} of its time)`,
  );
}

function timeOf([program = "", ...words]: readonly string[], stdin = ""): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, words, { input: stdin, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`Cannot measure "${program} ${words.join(" ")}": ${String(stderr)}`);
  return performance.now() - started;
}

function measureInProcess(rounds: number): void {
  const grid = NodeSet.parse("a[1-100]b[1-100]c[1-100]");
  const scattered = NodeSet.parse(
    "a3b7c9,a50b50c50,a1b1c1,a100b100c100,a20b80c30,a21b80c31,a22b82c33,a99b1c44",
  );
  measure("100³ nodes without 8 scattered ones, folded", rounds, () => grid.difference(scattered).fold());
  const names = unfoldableNames();
  measure("1,000 unfoldable 5-D names, folded", rounds, () => NodeSet.fromNames(names).fold());
}

/** The first time, before anything is compiled, and the median. */
function measure(name: string, rounds: number, work: () => string): void {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  print(
    `in process, ${name}: ${median(times).toFixed(1)} ms; the first time ${(times[0] ?? 0).toFixed(1)} ms`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
