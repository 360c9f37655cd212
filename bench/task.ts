import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { Task } from "../src/task/mod.ts";
import { type TestSshd, startSshd } from "../test/sshd.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";

/** What is measured in turn with others, in milliseconds. */
interface Contender {
  readonly name: string;
  measure(): number | Promise<number>;
}

const NODES = "127.0.0.[1-200]";

/** Commands on nodes beside clush and pdsh over the same sshd, here beside clush and xargs, and their output beside clush. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "5" } } });
  const rounds = Number(values.rounds);
  print(`${describeMachine()}; medians of ${rounds} rounds, in turn`);
  await measureSsh(rounds);
  await measureCommands(rounds);
  await measureLines(Math.min(3, rounds));
}

async function measureSsh(rounds: number): Promise<void> {
  await using sshd = await startSshd();
  process.env["XDG_RUNTIME_DIR"] = sshd.folder;
  let task: Task | null = null;
  await compare("200 ssh nodes, `true`, fan-out 64, curve25519-sha256 for all", rounds, [
    {
      name: "clush",
      measure: () =>
        timeOf(["clush", "--nostdin", "-S", "-w", NODES, "-f", "64", "-o", `-F ${sshd.config}`, "true"]),
    },
    {
      name: "pdsh",
      measure: () =>
        timeOf(["pdsh", "-S", "-R", "ssh", "-w", NODES, "-f", "64", "true"], {
          PDSH_SSH_ARGS_APPEND: `-F ${sshd.config}`,
        }),
    },
    {
      name: "ours, first",
      async measure() {
        await task?.[Symbol.asyncDispose]();
        task = sshTask(sshd);
        return timeOfRun(task);
      },
    },
    { name: "ours, second", measure: () => timeOfRun(task ?? sshTask(sshd)) },
  ]);
  await (task as Task | null)?.[Symbol.asyncDispose]();
}

/** Each has options of its own, and so connections of its own. */
let tasks = 0;
function sshTask(sshd: TestSshd): Task {
  const task = new Task();
  task.setInfo("sshOptions", ["-F", sshd.config, `-oServerAliveCountMax=${100 + ++tasks}`]);
  task.setInfo("sshPersist", 600);
  return task;
}

async function timeOfRun(task: Task): Promise<number> {
  const started = performance.now();
  await task.run("true", { nodes: NODES });
  if (task.maxRetcode() !== 0 || task.retcodes()[0]?.[1].length !== 200)
    throw new Error("Not every node ran it");
  return performance.now() - started;
}

async function measureCommands(rounds: number): Promise<void> {
  const names = Array.from({ length: 1000 }, (_, index) => `${index}\n`).join("");
  await compare("1,000 local commands, `true`, 64 at once", rounds, [
    {
      name: "clush",
      measure: () => timeOf(["clush", "--nostdin", "-R", "exec", "-w", "n[1-1000]", "-f", "64", "true"]),
    },
    { name: "xargs", measure: () => timeOf(["xargs", "-P64", "-n1", "true"], {}, names) },
    { name: "ours", measure: () => timeHere("true", "n[1-1000]") },
  ]);
}

async function measureLines(rounds: number): Promise<void> {
  await compare("100 nodes, 10,000 lines each, gathered", rounds, [
    {
      name: "clush -b",
      measure: () =>
        timeOf(["clush", "--nostdin", "-R", "exec", "-w", "n[1-100]", "-b", "-f", "64", "seq 1 10000"]),
    },
    { name: "ours", measure: () => timeHere("seq 1 10000", "n[1-100]") },
  ]);
}

async function timeHere(command: string, nodes: string): Promise<number> {
  const started = performance.now();
  await using task = new Task();
  await task.run(command, { nodes, worker: "exec" });
  for (const [output] of task.buffers()) output.bytes();
  if (task.maxRetcode() !== 0) throw new Error("Not every command has ended well");
  return performance.now() - started;
}

async function compare(name: string, rounds: number, contenders: readonly Contender[]): Promise<void> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, contender] of contenders.entries()) times[index]?.push(await contender.measure());
  const medians = times.map(median);
  const [first = Number.NaN] = medians;
  print(name);
  for (const [index, contender] of contenders.entries()) {
    const own = medians[index] ?? Number.NaN;
    print(
      `  ${contender.name}: ${own.toFixed(0)} ms; ${(first / own).toFixed(2)} times as fast as ${contenders[0]?.name}`,
    );
  }
}

function timeOf(
  [program = "", ...words]: readonly string[],
  more: Record<string, string> = {},
  input = "",
): number {
  const started = performance.now();
  const { status, stderr, error } = spawnSync(program, words, {
    input,
    env: { ...process.env, ...more },
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`Cannot measure "${program}": ${error?.message ?? String(stderr)}`);
  return performance.now() - started;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
