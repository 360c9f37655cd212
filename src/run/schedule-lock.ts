import { lchownSync, lstatSync, statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, RunyardError, messageOf } from "../core/mod.ts";
import { type FileLock, lockFile, shareFile } from "../store/mod.ts";
import { type DataFolder, dataFolder, makePrivateFolder } from "./data-folder.ts";
import { runningCommands } from "./running-commands.ts";

/** The right to run a schedule that no server knows of. */
export interface ScheduleLock extends FileLock {
  /** Says in which data folder it runs: what outlives us there, when we are killed, keeps others from starting it. */
  runIn(folder: string): Promise<void>;
}

/** What starts a schedule has its lock for a moment. */
const WAIT_MS = 1000;

/**
 * Takes a schedule for a run that no server knows of: until it is given back, no server of the data folder starts it.
 *
 * @param holder who runs it, for the message of others
 * @throws {RunyardError} `not-allowed` where another has it; `store-unusable`, `store-full`
 */
export async function lockSchedule(
  data: DataFolder,
  schedule: string,
  holder: string,
  clock: Clock,
): Promise<ScheduleLock> {
  const attempt = `execute the schedule "${schedule}" here`;
  const files = filesOf(data, schedule);
  refuseLinks([data.schedules, files.file]);
  const lock = await allowed(lockFile({ ...files, attempt, holder, clock, waitMs: WAIT_MS }));
  try {
    handOver(data, [data.schedules, files.file, files.owner]);
    await checkLeft(files.run, attempt);
  } catch (error) {
    await lock.release();
    throw error;
  }
  return {
    async runIn(folder): Promise<void> {
      await rm(files.run, { force: true });
      await writeFile(files.run, folder, { mode: 0o600, flag: "wx" });
      handOver(data, [files.run]);
    },
    async release(): Promise<void> {
      await rm(files.run, { force: true });
      await lock.release();
    },
  };
}

/**
 * Starts a schedule while nobody can take it.
 *
 * @throws {RunyardError} `not-allowed` where another has it; `store-unusable`, `store-full`
 */
export async function whileShared<T>(
  { data, clock }: { readonly data: DataFolder; readonly clock: Clock },
  schedule: string,
  start: () => Promise<T>,
): Promise<T> {
  const attempt = `start the schedule "${schedule}"`;
  const files = filesOf(data, schedule);
  const lock = await allowed(shareFile({ ...files, attempt, holder: "server", clock, waitMs: 0 }));
  try {
    await checkLeft(files.run, attempt);
    return await start();
  } finally {
    await lock.release();
  }
}

/** Nobody has it, so who wrote this was killed: what it had started may run on. */
async function checkLeft(run: string, attempt: string): Promise<void> {
  const folder = await readFile(run, "utf8").catch(() => "");
  if (folder === "") return;
  const began = `Cannot ${attempt}: what a "runyard execute --local" that was killed had started`;
  const running = await runningCommands(dataFolder(folder).agent).catch((error: unknown) => {
    throw new RunyardError(
      "not-allowed",
      `${began} may still run: ${messageOf(error)}; where nothing of it runs, remove "${run}"`,
      { cause: error },
    );
  });
  if (running.length === 0) return;
  throw new RunyardError("not-allowed", `${began} still runs (process ${running.join(", ")})`);
}

interface ScheduleFiles {
  readonly file: string;
  readonly owner: string;
  /** Names the data folder of a run without a server. */
  readonly run: string;
}

function filesOf(data: DataFolder, schedule: string): ScheduleFiles {
  try {
    makePrivateFolder(data.schedules);
  } catch (error) {
    throw new RunyardError(
      "store-unusable",
      `Cannot make the folder "${data.schedules}": ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
  const path = join(data.schedules, schedule);
  return { file: `${path}.lock`, owner: `${path}.owner`, run: `${path}.run` };
}

/** Root would make files, and give them away, wherever the user of the data folder has put a link to. */
function refuseLinks(paths: readonly string[]): void {
  const link = paths.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  if (link !== undefined) throw new RunyardError("store-unusable", `Cannot use "${link}": it is a link`);
}

/** What root makes in the data folder of a server's user is that user's. */
function handOver(data: DataFolder, paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  try {
    const { uid, gid } = statSync(data.path);
    if (uid !== 0) for (const path of paths) lchownSync(path, uid, gid);
  } catch (error) {
    throw new RunyardError(
      "store-unusable",
      `Cannot give files in "${data.schedules}" to the user of the data folder: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function allowed(lock: Promise<FileLock>): Promise<FileLock> {
  try {
    return await lock;
  } catch (error) {
    if (!(error instanceof RunyardError) || error.code !== "store-busy") throw error;
    throw new RunyardError("not-allowed", error.message, { cause: error });
  }
}
