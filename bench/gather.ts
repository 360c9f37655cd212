import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Gather } from "../src/task/gather/mod.ts";
import { installPackage } from "./install-package.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";

/** Programs that gather the same lines, ours first. */
type Contenders = Readonly<Record<string, readonly string[]>>;

/** More rounds of what takes longer would take minutes. */
const LONG_MS = 10_000;

/** Gathering beside ClusterShell's clubak and pdsh's dshbak, as installed from the packed package; and in process. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "5" } } });
  const rounds = Number(values.rounds);
  const folder = mkdtempSync(join(tmpdir(), "runyard-bench-"));
  try {
    print(`${describeMachine()}; medians of ${rounds} rounds (1 where a round takes more than 10 s)`);
    // First, so that the memory is its own.
    spill();
    const contenders = contendersOf(installPackage(folder));
    for (const kind of ["the same", "different"] as const) {
      const input = join(folder, "input");
      writeFileSync(input, linesOf(kind));
      print(`1,000 nodes × 1,000 lines, ${kind}:`);
      measure(contenders, input, rounds);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contendersOf(runyard: string): Contenders {
  return {
    "runyard gather -b": [process.execPath, runyard, "gather", "-b"],
    "clubak -b": ["clubak", "-b"],
    "clubak -b --interpret-keys=never": ["clubak", "-b", "--interpret-keys=never"],
    "dshbak -c": ["dshbak", "-c"],
  };
}

const COUNT = 1000;

/** As pdsh writes them: the lines of all nodes among each other. */
function linesOf(kind: "the same" | "different"): string {
  const lines: string[] = [];
  for (let line = 0; line < COUNT; line++) {
    for (let node = 0; node < COUNT; node++) {
      const own = kind === "different" ? node : 0;
      lines.push(`node${node}: line ${line} of what a node says, ${own} of many\n`);
    }
  }
  return lines.join("");
}

function measure(contenders: Contenders, input: string, rounds: number): void {
  const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(contenders)) {
      const before = times.get(name) ?? [];
      if ((before[0] ?? 0) < LONG_MS) before.push(timeOf(command, input));
    }
  }
  for (const [name, each] of times) print(`  ${name}: ${median(each).toFixed(0)} ms`);
}

function timeOf([program = "", ...words]: readonly string[], input: string): number {
  const stdin = openSync(input, "r");
  const started = performance.now();
  const { status, error } = spawnSync(program, words, { stdio: [stdin, "pipe", "inherit"], maxBuffer: 1e9 });
  const taken = performance.now() - started;
  closeSync(stdin);
  if (error !== undefined) throw new Error(`Cannot measure "${program}": install clustershell and pdsh`);
  if (status !== 0)
    throw new Error(`Cannot measure "${program} ${words.join(" ")}": it ended with ${status}`);
  return taken;
}

/** 2,000 nodes with 1 MB each that no other has: most of it goes to a file. */
function spill(): void {
  using gather = new Gather();
  const piece = Buffer.alloc(62_500, "what a node says\n");
  const started = performance.now();
  for (let part = 0; part < 16; part++) {
    for (let node = 0; node < 2000; node++) {
      piece.write(`node ${node} part ${part} `);
      gather.add(`n${node}`, piece);
    }
  }
  const groups = [...gather.groups()].length;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  print(
    `in process, 2,000 nodes × 1 MB, ${groups} groups: ${((performance.now() - started) / 1000).toFixed(1)} s, ` +
      `${megabytes.toFixed(0)} MiB of memory at most`,
  );
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
