import type { Log } from "../core/mod.ts";
import type { Firing, Phase } from "../job/mod.ts";
import type { FiringDesk } from "../run/mod.ts";
import type { StoreReader } from "../store/mod.ts";
import { lowerFirst } from "./lower-first.ts";
import type { Schedule } from "./schedule.ts";

/** One that did not succeed by its deadline. */
export interface LateFiring {
  readonly schedule: Schedule;
  readonly due: number;
  /** Null where there is none. */
  readonly job: string | null;
  readonly reason: string;
}

/** It is among the latest, for it is looked for when its deadline passes. */
const ROWS_SEARCHED = 100;

/** Looks whether what was due at an instant has succeeded by its deadline. @returns null where it has */
export async function checkDeadline(
  desk: FiringDesk,
  schedule: Schedule,
  due: number,
  log: Log,
): Promise<LateFiring | null> {
  const firing = await firingAt(desk.store, schedule.id, due);
  const job = firing?.job == null ? undefined : await desk.store.job(firing.job);
  // A job that is gone has succeeded long ago, or somebody deleted it.
  if (job?.phase === "COMPLETED" || (firing?.job != null && job === undefined)) return null;
  await desk.change(schedule.id, (state) => ({ ...state, lateDue: due }));
  const reason = lateReason(firing, job?.phase);
  log.warn(`schedule "${schedule.id}" did not finish by its deadline: ${reason}`);
  if (job !== undefined) await desk.note(job.id, `Its schedule's deadline has passed: ${reason}`);
  return { schedule, due, job: job?.id ?? null, reason };
}

/** The row that stands for a due instant: one may stand for several. */
async function firingAt(store: StoreReader, schedule: string, due: number): Promise<Firing | undefined> {
  const own = await store.firing(schedule, due);
  if (own !== undefined) return own;
  const latest = await store.firings(schedule, ROWS_SEARCHED);
  return latest.find((one) => !one.isManual && one.due <= due && due <= one.until);
}

function lateReason(firing: Firing | undefined, phase: Phase | undefined): string {
  if (phase !== undefined) return `its job is ${phase}`;
  if (firing?.reason != null) return lowerFirst(firing.reason);
  return "it has no job yet";
}
