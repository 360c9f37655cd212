import { rm } from "node:fs/promises";
import { constants } from "node:os";
import type { Configuration } from "../../config/mod.ts";
import { RunyardError, type Log, systemClock, systemTimer } from "../../core/mod.ts";
import { type Job, type Outcome, isEnd } from "../../job/mod.ts";
import { makeTemporaryFolder } from "../../process/mod.ts";
import { Supervisor, dataFolder, lockSchedule } from "../../run/mod.ts";
import { type Schedule, Scheduler } from "../../schedule/mod.ts";
import type { ScheduleDetailView } from "../../server/mod.ts";
import type { Client } from "../client.ts";
import type { Context } from "../context.ts";
import { interruptible } from "../interruptible.ts";
import type { Output } from "../output.ts";
import { readVersion } from "../version.ts";
import { type ScheduleChoice, findSchedule } from "./find-schedule.ts";
import { schedulePath } from "./show-schedule.ts";

/**
 * Runs a schedule here, in a data folder of its own that is gone afterwards: what it writes is written, and its exit
 * status is ours.
 *
 * @throws {RunyardError} `not-allowed` where a server answers and the schedule runs there; `not-authenticated`,
 *   `forbidden` where it does not say
 */
export async function executeHere(
  { client, output }: Context,
  id: string,
  choice: ScheduleChoice,
): Promise<void> {
  const { configuration, schedule } = await findSchedule(id, choice);
  const lock = await lockHere(configuration, schedule, output);
  try {
    await refuseWhileRunning(client, schedule.id);
    await runHere(configuration, schedule, output);
  } finally {
    await lock?.release();
  }
}

/** Keeps servers of the same data folder, and others here, from starting it; undefined where that can't be had. */
async function lockHere(
  { store }: Configuration,
  { id }: Schedule,
  output: Output,
): Promise<Awaited<ReturnType<typeof lockSchedule>> | undefined> {
  try {
    return await lockSchedule(dataFolder(store), id, "runyard execute --local", systemClock);
  } catch (error) {
    if (!(error instanceof RunyardError) || error.code === "not-allowed") throw error;
    output.note({
      text: `${error.message}: nothing keeps others from starting it meanwhile`,
      style: "yellow",
    });
    return undefined;
  }
}

async function runHere(configuration: Configuration, schedule: Schedule, output: Output): Promise<void> {
  const folder = makeTemporaryFolder("runyard-execute-");
  const log = quietLog(output);
  let scheduler: Scheduler | undefined;
  const supervisor = await Supervisor.start({
    types: new Map([...configuration.types, [schedule.type.name, schedule.type]]),
    concurrent: configuration.concurrent,
    dataFolder: folder,
    uploadLimitBytes: configuration.server.uploadLimitBytes,
    version: readVersion(),
    log,
    schedules: (desk) => {
      const schedules = [{ ...schedule, isPaused: true }];
      return (scheduler = new Scheduler({
        ...{ desk, clock: systemClock, timer: systemTimer, log, schedules, isSerial: false },
      }));
    },
  });
  try {
    await interruptible(async (signal) => {
      const job = (await scheduler?.execute(schedule.id))?.job;
      if (job != null) process.exitCode = await follow(supervisor, job, output, signal);
    });
  } finally {
    await supervisor.requestStop({ abort: true });
    await supervisor.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Of a server that answers, what runs already counts. */
async function refuseWhileRunning(client: Client, id: string): Promise<void> {
  const known = await client
    .json<ScheduleDetailView>(schedulePath(id), { timeoutMs: 2000 })
    .catch((error: unknown) => {
      if (!(error instanceof RunyardError)) throw error;
      // One that answers has a guard, also where it does not tell us of it.
      if (error.code === "not-authenticated" || error.code === "forbidden") throw error;
      return undefined;
    });
  if (known?.state === "running")
    throw new RunyardError(
      "not-allowed",
      `Cannot execute the schedule "${id}" here: job ${known.lastJob ?? ""} of it runs on ${client.address.href}`,
    );
}

async function follow(
  supervisor: Supervisor,
  { id }: Job,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const abort = (): void => void supervisor.abort(id);
  signal.addEventListener("abort", abort, { once: true });
  const until = new AbortController();
  const streams = (["stdout", "stderr"] as const).map(async (stream) => {
    await leftQueue(supervisor, id);
    const parts = supervisor.follow(id, { stream, offset: 0, signal: until.signal, item: 0 });
    for await (const { bytes } of parts) await output.bytes(stream, bytes);
  });
  await Promise.all(streams);
  const job = await endOf(supervisor, id);
  signal.removeEventListener("abort", abort);
  const [item] = await supervisor.items(id, { limit: 1 });
  if (job.phase === "COMPLETED") return 0;
  output.note(job.error?.message.split("\n")[0] ?? `It ended in ${job.phase}`);
  if (item?.outcome?.kind === "exception") output.note(item.outcome.stack);
  return item?.outcome == null ? 1 : statusOf(item.outcome);
}

async function leftQueue(supervisor: Supervisor, id: string): Promise<Job> {
  for (;;) {
    const job = await supervisor.wait(id, { phase: "QUEUED", timeoutMs: 60_000 });
    if (job.phase !== "QUEUED") return job;
  }
}

async function endOf(supervisor: Supervisor, id: string): Promise<Job> {
  for (;;) {
    const job = await supervisor.wait(id, { timeoutMs: 60_000 });
    if (isEnd(job.phase)) return job;
  }
}

function statusOf(outcome: Outcome): number {
  if (outcome.kind === "exit") return outcome.status === 0 ? 1 : outcome.status;
  if (outcome.kind === "signal") return 128 + (constants.signals[outcome.signal as NodeJS.Signals] ?? 0);
  return outcome.kind === "launch" ? 127 : 1;
}

function quietLog(output: Output): Log {
  return {
    info: () => {},
    warn: (message) => output.note(message),
    error: (message) => output.note(message),
  };
}
