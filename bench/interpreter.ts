import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { CommandDispatcher, python } from "../src/interpreter/mod.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";

const ROUND_TRIPS = 1000;
const PIPELINED = 20_000;

/** Answers each line with a line: what a pipe to Python costs when nothing is done with it. */
const ECHO =
  "import sys\nfor line in sys.stdin.buffer:\n  sys.stdout.buffer.write(line); sys.stdout.buffer.flush()";

/** A trivial command in python3 beside a line that python3 echoes through a bare pipe, in turn. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: "string", default: "7" } } });
  const rounds = Number(values.rounds);
  print(
    `${describeMachine()}; medians of ${rounds} rounds of ${ROUND_TRIPS} round trips and ${PIPELINED} pipelined commands`,
  );
  const figures: { start: number; ours: number; floor: number; rate: number }[] = [];
  for (let round = 0; round < rounds; round++) figures.push(await measureRound());
  const of = (key: "start" | "ours" | "floor" | "rate"): number =>
    median(figures.map((figure) => figure[key]));
  print(`start to the first answer: ${of("start").toFixed(0)} ms`);
  print(
    `round trip: ${(of("ours") * 1000).toFixed(0)} µs; the bare pipe ${(of("floor") * 1000).toFixed(0)} µs; ${median(figures.map(({ ours, floor }) => ours / floor)).toFixed(2)} times as long`,
  );
  print(`pipelined: ${of("rate").toFixed(0)} commands/s`);
}

async function measureRound(): Promise<{ start: number; ours: number; floor: number; rate: number }> {
  const started = performance.now();
  await using dispatcher = new CommandDispatcher({ language: python });
  await dispatcher.startChild();
  await dispatcher.run("x = 1");
  const start = performance.now() - started;
  const ours = await msEach(ROUND_TRIPS, () => dispatcher.run("x = 1"));
  const floor = await floorMs();
  const before = performance.now();
  await Promise.all(Array.from({ length: PIPELINED }, () => dispatcher.run("x = 1")));
  const rate = PIPELINED / ((performance.now() - before) / 1000);
  return { start, ours, floor, rate };
}

async function floorMs(): Promise<number> {
  const child = spawn("python3", ["-c", ECHO], { stdio: ["pipe", "pipe", "inherit"] });
  const line = (): Promise<unknown> => echo(child);
  await line();
  const each = await msEach(ROUND_TRIPS, line);
  child.stdin.end();
  await once(child, "exit");
  return each;
}

function echo(child: ChildProcess): Promise<unknown> {
  child.stdin?.write("x = 1\n");
  return once(child.stdout ?? child, "data");
}

async function msEach(count: number, work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (let index = 0; index < count; index++) await work();
  return (performance.now() - started) / count;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
