import { rm } from "node:fs/promises";
import type { Configuration } from "../../config/mod.ts";
import { RunyardError, type Log, systemClock, systemTimer } from "../../core/mod.ts";
import { makeTemporaryFolder } from "../../process/mod.ts";
import { type ScheduleLock, Supervisor, checkNotRunning, dataFolder, lockSchedule } from "../../run/mod.ts";
import { type Schedule, Scheduler } from "../../schedule/mod.ts";
import type { ScheduleDetailView } from "../../server/mod.ts";
import type { Client } from "../client.ts";
import type { Context } from "../context.ts";
import { interruptible } from "../interruptible.ts";
import { onLostReader } from "../lost-reader.ts";
import type { Output } from "../output.ts";
import { readVersion } from "../version.ts";
import { type ScheduleChoice, findSchedule } from "./find-schedule.ts";
import { followHere } from "./follow-here.ts";
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
    await refuseWhileKept(configuration, schedule, output);
    await refuseWhileRunning(client, schedule.id);
    await runHere(configuration, schedule, output, lock);
  } finally {
    await lock?.release();
  }
}

/** Keeps servers of the same data folder, and others here, from starting it; undefined where that can't be had. */
async function lockHere(
  { store }: Configuration,
  { id }: Schedule,
  output: Output,
): Promise<ScheduleLock | undefined> {
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

/** What the data folder knows of it counts, whether or not its server is there. */
async function refuseWhileKept({ store }: Configuration, { id }: Schedule, output: Output): Promise<void> {
  try {
    await checkNotRunning(dataFolder(store), id);
  } catch (error) {
    if (!(error instanceof RunyardError) || error.code === "not-allowed") throw error;
    output.note({ text: `${error.message}: a job of it may still run`, style: "yellow" });
  }
}

async function runHere(
  configuration: Configuration,
  schedule: Schedule,
  output: Output,
  lock: ScheduleLock | undefined,
): Promise<void> {
  const unread = new Promise<number>((resolve) => onLostReader(resolve));
  const work = async (signal: AbortSignal): Promise<void> => {
    const folder = makeTemporaryFolder("runyard-execute-");
    // Only who comes after we were killed reads it: a full disk is no reason to run nothing.
    await lock?.runIn(folder).catch(() => {});
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
      signal.throwIfAborted();
      const job = (await scheduler?.execute(schedule.id))?.job;
      if (job != null)
        process.exitCode = await Promise.race([followHere(supervisor, job, output, signal), unread]);
    } finally {
      await supervisor.requestStop({ abort: true });
      await supervisor.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  };
  // It must not outlive us: nobody would hear of it, and the schedule could be started beside it.
  await interruptible(work, undefined, ["SIGINT", "SIGTERM", ...hangUp()]);
}

/** A terminal that is closed ends it; where we have none, nohup may want it to go on. */
function hangUp(): readonly NodeJS.Signals[] {
  return [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY) ? ["SIGHUP"] : [];
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

function quietLog(output: Output): Log {
  return {
    info: () => {},
    warn: (message) => output.note(message),
    error: (message) => output.note(message),
  };
}
