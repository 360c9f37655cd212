import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadConfiguration } from "../src/config/mod.ts";
import { type Log, systemClock, systemTimer } from "../src/core/mod.ts";
import { Supervisor, runners } from "../src/run/mod.ts";
import { Scheduler } from "../src/schedule/mod.ts";
import { BenchServer } from "./bench-server.ts";
import { describeMachine } from "./machine.ts";
import { quantile } from "./median.ts";

/** How late firings are when little and when much is due at once, and what ten thousand schedules cost. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "30" },
      together: { type: "string", default: "100" },
      many: { type: "string", default: "10000" },
      rounds: { type: "string", default: "5" },
    },
  });
  print(describeMachine());
  await measureIdle(Number(values.seconds));
  for (let round = 0; round < Number(values.rounds); round++) await measureTogether(Number(values.together));
  await measureStart(Number(values.many), Number(values.rounds));
}

/** From the due instant until the commit of the firing and its job was told, with nothing else to do. */
async function measureIdle(seconds: number): Promise<void> {
  await using served = await serveSchedules("tick: { every: 250ms, command: ['true'] }");
  const { supervisor } = served;
  const heard = new Map<string, number>();
  supervisor.store.onEvents((events) => {
    for (const { job } of events) if (!heard.has(job)) heard.set(job, Date.now());
  });
  await sleep(seconds * 1000);
  // The first second is that of code that runs for the first time.
  const firings = (await supervisor.store.firings("tick", 100_000)).slice(0, -4);
  const delays = firings.flatMap(({ job, due }) => {
    const at = heard.get(job ?? "");
    return at === undefined ? [] : [at - due];
  });
  print(`idle: due to recorded, ${delays.length} firings: ${shares(delays)}`);
}

/** From the due instant that many share until the process of each was seen. */
async function measureTogether(count: number): Promise<void> {
  const second = (new Date().getUTCSeconds() + 6) % 60;
  const schedules = Array.from(
    { length: count },
    (_, index) => `s${index}: { cron: "${second} * * * * *", command: ['true'] }`,
  );
  await using served = await serveSchedules(schedules.join("\n  "));
  const { supervisor } = served;
  await sleep(10_000);
  const recorded: number[] = [];
  const started: number[] = [];
  for (let index = 0; index < count; index++) {
    const [firing] = await supervisor.store.firings(`s${index}`, 1);
    const job = firing?.job == null ? undefined : await supervisor.store.job(firing.job);
    if (firing === undefined || job?.startedAt == null) continue;
    recorded.push(firing.at - firing.due);
    started.push(job.startedAt - firing.due);
  }
  print(
    `${count} at once: recorded ${shares(recorded)}; process seen (${started.length}) ${shares(started)}`,
  );
}

/** Until a server that was started as a user starts it says who can reach it, without schedules and with many. */
async function measureStart(many: number, rounds: number): Promise<void> {
  for (const count of [0, many]) {
    const schedules = Array.from({ length: count }, (_, index) => daily(index));
    const times: number[] = [];
    let memory = 0;
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await using server = await BenchServer.start(
        tmpdir(),
        2,
        undefined,
        `schedules: {${schedules.join("")}}\n`,
      );
      times.push(performance.now() - begun);
      // Its agent is asked for as well, and may not be there yet.
      await sleep(1000);
      memory = server.memory()["server"] ?? 0;
    }
    print(`${count} schedules: serve is up after ${shares(times)}; ${memory} MB resident`);
  }
}

function daily(index: number): string {
  const cron = `${index % 60} ${index % 24} * * *`;
  return `\n  s${index}: { cron: "${cron}", timezone: Europe/Berlin, command: [backup, "${index}"] },`;
}

interface Served extends AsyncDisposable {
  readonly supervisor: Supervisor;
}

async function serveSchedules(schedules: string): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "runyard-bench-"));
  writeFileSync(join(folder, "runyard.yaml"), `schedules:\n  ${schedules}\n`);
  const { schedules: read } = await loadConfiguration(join(folder, "runyard.yaml"), {
    runners: runners.values(),
  });
  const log: Log = { info: () => {}, warn: () => {}, error: print };
  const supervisor = await Supervisor.start({
    types: new Map(read.map(({ type }) => [type.name, type])),
    ...{ concurrent: 128, dataFolder: join(folder, "data"), uploadLimitBytes: 1, version: "bench", log },
    schedules: (desk) =>
      new Scheduler({ desk, clock: systemClock, timer: systemTimer, log, schedules: read, isSerial: false }),
  });
  return {
    supervisor,
    [Symbol.asyncDispose]: async () => {
      await supervisor.requestStop({ abort: true });
      await supervisor.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

function shares(values: readonly number[]): string {
  const share = (at: number): string => quantile(values, at).toFixed(0);
  return `p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, most ${Math.max(...values).toFixed(0)} ms`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
