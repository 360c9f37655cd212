import { existsSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, RunyardError, systemClock } from "../core/mod.ts";
import { type Job, type Phase, isEnd, phases } from "../job/mod.ts";
import { readAttempt } from "../process/mod.ts";
import { type Store, type StoreTransaction, restoreSqliteStore } from "../store/mod.ts";
import { changePhase } from "./change-phase.ts";
import { type DataFolder, dataFolder } from "./data-folder.ts";
import { runningCommands } from "./running-commands.ts";

/** What a restore has done. */
export interface Restored {
  /** How many jobs the copy knows. */
  readonly jobs: number;
  /** How many of them had not ended when the copy was made. */
  readonly ended: number;
  /** The folder with the store that was there, and with the files of jobs that the copy does not know. */
  readonly aside: string;
}

/** So many jobs, and so many items of one, are written in one transaction. */
const AT_ONCE = 500;
const REASON = "the server was restored from a copy";
const MESSAGE =
  "The server was restored from a copy, and what became of the job after the copy was made is not known";

/**
 * Puts a copy of the store in the place of a data folder's own. Nothing of it runs by itself: what had not ended may have
 * run since, so it is ERROR, and what was due since counts as done. Nothing is deleted either.
 *
 * @param copy a file that `backup` wrote
 * @throws {RunyardError} `not-allowed` where commands of the data folder's jobs still run
 */
export async function restoreData(
  folder: string,
  copy: string,
  clock: Clock = systemClock,
): Promise<Restored> {
  const data = dataFolder(folder);
  let counted = { jobs: 0, ended: 0 };
  const settle = async (store: Store, aside: string): Promise<void> => {
    await checkNothingRuns(data);
    const ended = await endAll(store, clock.now());
    await store.transact((tx) => countFromNow(tx, clock.now()));
    const counts = await store.countJobs();
    counted = { ended, jobs: counts.reduce((sum, { jobs }) => sum + jobs, 0) };
    await setUnknownAside(store, data, join(aside, "jobs"));
    await setUnreportedAside(data, join(aside, "attempts"));
  };
  const aside = await restoreSqliteStore({ folder: data.path, copy, clock, settle });
  return { ...counted, aside };
}

async function checkNothingRuns({ path, agent }: DataFolder): Promise<void> {
  const running = await runningCommands(agent);
  if (running.length === 0) return;
  const several = running.length > 1;
  throw new RunyardError(
    "not-allowed",
    `Cannot restore "${path}": ${running.length} ${several ? "commands" : "command"} of its jobs still ` +
      `${several ? "run" : "runs"} (process ${running.slice(0, 10).join(", ")}); a server on it can follow them to their ` +
      "end, and ends them with: runyard stop --abort",
  );
}

const unended: readonly Phase[] = phases.filter((phase) => !isEnd(phase) && phase !== "PENDING");

/** @returns how many were ended */
async function endAll(store: Store, at: number): Promise<number> {
  for (let ended = 0; ; ) {
    const jobs = await store.jobs({ phases: unended, limit: AT_ONCE });
    if (jobs.length === 0) return ended;
    for (const { id } of jobs) await failItems(store, id, at);
    await store.transact(async (tx) => {
      for (const job of jobs) await end(tx, job, at);
    });
    ended += jobs.length;
  }
}

/** All that a retry is to do again. */
async function failItems(store: Store, id: string, at: number): Promise<void> {
  for (const phase of ["running", "waiting", "blocked"] as const)
    for (;;) {
      const items = await store.items(id, { phase, limit: AT_ONCE });
      if (items.length === 0) break;
      const outcome = { kind: "lost" as const, message: REASON };
      await store.transact(async (tx) => {
        for (const item of items) await tx.saveItem({ ...item, phase: "failed", endedAt: at, outcome });
      });
    }
}

async function end(tx: StoreTransaction, { id }: Job, at: number): Promise<void> {
  const outcome = { kind: "lost" as const, message: REASON };
  for (const attempt of await tx.attempts(id))
    if (attempt.phase !== "ended") await tx.saveAttempt({ ...attempt, phase: "ended", endedAt: at, outcome });
  const job = await tx.job(id);
  const error = { type: "transient" as const, message: MESSAGE, detail: MESSAGE };
  if (job !== undefined) await changePhase(tx, job, "ERROR", at, { error });
}

/** What schedules were to start since the copy was made has been started, or was missed by a server that knew it. */
async function countFromNow(tx: StoreTransaction, now: number): Promise<void> {
  for (const state of await tx.scheduleStates())
    await tx.saveScheduleState({ ...state, since: Math.max(state.since, now) });
  for (const firing of await tx.waitingFirings())
    await tx.saveFiring({ ...firing, decision: "skipped", reason: MESSAGE });
}

/** A server deletes the files of jobs that it does not know. */
async function setUnknownAside(store: Store, { jobs }: DataFolder, aside: string): Promise<void> {
  for (const shard of await readdir(jobs).catch(() => []))
    for (const id of await readdir(join(jobs, shard)).catch(() => [])) {
      if ((await store.job(id)) !== undefined) continue;
      const to = join(aside, shard, id);
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      if (!existsSync(to)) await rename(join(jobs, shard, id), to);
    }
}

/** What ended while no server was there to take it: an agent removes what nobody waits for. What it sweeps by stays. */
async function setUnreportedAside({ agent }: DataFolder, aside: string): Promise<void> {
  for (const id of await readdir(agent.attempts).catch(() => [])) {
    const folder = join(agent.attempts, id);
    if (readAttempt(folder).state !== "ended") continue;
    await mkdir(join(aside, id), { recursive: true, mode: 0o700 });
    for (const name of ["stdout", "stderr", "results", "journal"])
      if (existsSync(join(folder, name))) await rename(join(folder, name), join(aside, id, name));
  }
}
