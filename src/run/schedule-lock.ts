import { chownSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Clock, RunyardError, messageOf } from "../core/mod.ts";
import { type FileLock, lockFile, shareFile } from "../store/mod.ts";
import { type DataFolder, makePrivateFolder } from "./data-folder.ts";

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
): Promise<FileLock> {
  const attempt = `execute the schedule "${schedule}" here`;
  const files = filesOf(data, schedule);
  const lock = await allowed(lockFile({ ...files, attempt, holder, clock, waitMs: WAIT_MS }));
  handOver(data, [data.schedules, files.file, files.owner]);
  return lock;
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
    return await start();
  } finally {
    await lock.release();
  }
}

function filesOf(data: DataFolder, schedule: string): { readonly file: string; readonly owner: string } {
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
  return { file: `${path}.lock`, owner: `${path}.owner` };
}

/** What root makes in the data folder of a server's user is that user's. */
function handOver(data: DataFolder, paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(data.path);
  if (uid !== 0) for (const path of paths) chownSync(path, uid, gid);
}

async function allowed(lock: Promise<FileLock>): Promise<FileLock> {
  try {
    return await lock;
  } catch (error) {
    if (!(error instanceof RunyardError) || error.code !== "store-busy") throw error;
    throw new RunyardError("not-allowed", error.message, { cause: error });
  }
}
