import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { BenchServer } from "./bench-server.ts";
import { filesRate, xargsRate } from "./floors.ts";
import { describeMachine } from "./machine.ts";
import { median, quantile } from "./median.ts";

/** How many requests are under way while jobs are submitted. */
const CLIENTS = 16;

/** Jobs of `true` through HTTP beside two floors, memory, and the adoption of running jobs. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "5" },
      jobs: { type: "string", default: "1500" },
      many: { type: "string", default: "10000" },
      concurrent: { type: "string", default: "16" },
    },
  });
  const [rounds, jobs, many, concurrent] = [values.rounds, values.jobs, values.many, values.concurrent].map(
    Number,
  ) as [number, number, number, number];
  print(`${describeMachine()}; ${concurrent} attempts at once, ${CLIENTS} clients`);
  for (const [name, place] of [
    ["disk", tmpdir()],
    ["tmpfs", "/dev/shm"],
  ] as const) {
    await measurePlace(name, place, { rounds, jobs, concurrent });
  }
  await measureMemory(many, concurrent);
  await measureAdoption(200);
}

async function measurePlace(
  name: string,
  place: string,
  {
    rounds,
    jobs,
    concurrent,
  }: { readonly rounds: number; readonly jobs: number; readonly concurrent: number },
): Promise<void> {
  await using server = await BenchServer.start(place, concurrent);
  await submitMany(server, 100);
  const latencies = await latenciesOf(server, 200);
  print(
    `${name}: create to COMPLETED, one at a time: p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms`,
  );
  const rates: { ours: number; xargs: number; files: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await submitMany(server, jobs);
    const xargs = await xargsRate(jobs, concurrent);
    rates.push({ ours, xargs, files: filesRate(place, jobs) });
  }
  const of = (key: "ours" | "xargs" | "files"): number => median(rates.map((rate) => rate[key]));
  const ratio = (key: "xargs" | "files"): string =>
    median(rates.map((rate) => rate.ours / rate[key])).toFixed(2);
  print(
    `${name}: ${of("ours").toFixed(0)} jobs/s; xargs -P${concurrent} ${of("xargs").toFixed(0)}/s (ratio ${ratio("xargs")}); ` +
      `file operations alone ${of("files").toFixed(0)}/s (ratio ${ratio("files")}); medians of ${rounds} rounds of ${jobs}`,
  );
}

async function latenciesOf(server: BenchServer, count: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let index = 0; index < count; index++) {
    const started = performance.now();
    const id = await server.submit("true");
    for (let phase = "QUEUED"; phase !== "COMPLETED"; ) {
      ({ phase } = await server.ask<{ phase: string }>("GET", `/api/v1/jobs/${id}?wait=30&phase=${phase}`));
    }
    latencies.push(performance.now() - started);
  }
  return latencies;
}

/** Submits jobs and waits for them all. @returns jobs per second, from the first request to the last end */
async function submitMany(server: BenchServer, count: number): Promise<number> {
  const before = await server.count("COMPLETED");
  const started = performance.now();
  let left = count;
  const client = async (): Promise<void> => {
    while (left-- > 0) await server.submit("true");
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await server.waitForCount("COMPLETED", before + count);
  return (count / (performance.now() - started)) * 1000;
}

async function measureMemory(many: number, concurrent: number): Promise<void> {
  await using server = await BenchServer.start("/dev/shm", concurrent);
  await submitMany(server, 1);
  const idle = server.memory();
  const halves: Readonly<Record<string, number>>[] = [];
  for (let half = 0; half < 2; half++) {
    await submitMany(server, many / 2);
    halves.push(server.memory());
  }
  const [middle = {}, end = {}] = halves;
  for (const [name, megabytes] of Object.entries(idle)) {
    print(
      `memory of the ${name}: ${megabytes} MB idle, ${middle[name]} MB after ${many / 2} jobs, ${end[name]} MB after ${many}`,
    );
  }
}

async function measureAdoption(count: number): Promise<void> {
  await using server = await BenchServer.start(tmpdir(), count);
  await Promise.all(Array.from({ length: count }, () => server.submit("sleep", { seconds: 600 })));
  await server.waitForCount("EXECUTING", count);
  for (const agentToo of [false, true]) {
    const started = performance.now();
    await server.killAndRestart({ agentToo });
    const restarted = performance.now();
    await waitForAgent(server, count);
    const who = agentToo ? "server and agent" : "server";
    print(
      `adoption of ${count} running jobs after kill -9 of ${who}: ${(performance.now() - restarted).toFixed(0)} ms after the URL was printed, ` +
        `${(performance.now() - started).toFixed(0)} ms after the kill`,
    );
  }
}

async function waitForAgent(server: BenchServer, count: number): Promise<void> {
  for (;;) {
    const { agents } = await server.ask<{ agents: { attempts: number }[] }>("GET", "/api/v1/status");
    if (agents.some((agent) => agent.attempts === count)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
