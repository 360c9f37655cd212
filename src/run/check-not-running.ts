import { join } from "node:path";
import { RunyardError } from "../core/mod.ts";
import { isEnd } from "../job/mod.ts";
import { isAlive, readAttempt } from "../process/mod.ts";
import { type StoreReader, readSqliteStore } from "../store/mod.ts";
import type { DataFolder } from "./data-folder.ts";

/**
 * Looks in a data folder whether a schedule's last job still runs, whether or not a server has the folder: commands
 * outlive their server. Who asks keeps servers from starting it meanwhile.
 *
 * @throws {RunyardError} `not-allowed` where it does; `store-unusable`
 */
export async function checkNotRunning(data: DataFolder, schedule: string): Promise<void> {
  const job = await readSqliteStore(data.path, async (store) => {
    const state = await store.scheduleState(schedule);
    if (state?.isOpen !== true || state.lastJob === null) return undefined;
    return (await isUnderWay(store, data, state.lastJob)) ? state.lastJob : undefined;
  });
  if (job !== undefined)
    throw new RunyardError(
      "not-allowed",
      `Cannot execute the schedule "${schedule}" here: job ${job} of it has not ended`,
    );
}

async function isUnderWay(store: StoreReader, { agent }: DataFolder, id: string): Promise<boolean> {
  const job = await store.job(id);
  if (job === undefined) return false;
  const unended = (await store.attempts(id)).filter(({ phase }) => phase !== "ended");
  // What waits for its turn is started by the next server.
  if (!job.deleted && !isEnd(job.phase) && (unended.length === 0 || job.items.waiting > 0)) return true;
  // An end that no server was there to hear of is in the attempt's folder.
  return unended.some((attempt) => mayRun(join(agent.attempts, attempt.id)));
}

function mayRun(folder: string): boolean {
  const known = readAttempt(folder);
  if (known.state === "running") return isAlive(known.identity);
  return known.state === "none";
}
