import type { Log } from "../core/mod.ts";
import type { Firing, Phase, ScheduleState } from "../job/mod.ts";
import type { FiringDesk } from "../run/mod.ts";
import type { StoreReader, StoreTransaction } from "../store/mod.ts";
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

/** Who tells people of one that did not succeed by its deadline. */
export interface LateTeller {
  /** Writes what is to be told, with what the schedule remembers of it: it is told once, whatever dies when. */
  record(late: LateFiring, tx: StoreTransaction): Promise<unknown>;
  /** What was written can be told now. */
  recorded(): void;
}

/** It is among the latest, for it is looked for when its deadline passes. */
const ROWS_SEARCHED = 1000;

/** Looks whether what was due at an instant has succeeded by its deadline, and tells where it has not. */
export async function checkDeadline(
  desk: FiringDesk,
  schedule: Schedule,
  due: number,
  { log, late: teller }: { readonly log: Log; readonly late?: LateTeller },
): Promise<void> {
  const firing = await firingAt(desk.store, schedule.id, due);
  const job = firing?.job == null ? undefined : await desk.store.job(firing.job);
  // A job that is gone has succeeded long ago, or somebody deleted it.
  if (job?.phase === "COMPLETED" || (firing?.job != null && job === undefined)) return;
  const reason = lateReason(firing, job?.phase);
  const late = { schedule, due, job: job?.id ?? null, reason };
  await desk.change(
    schedule.id,
    (state) => ({ ...state, lateDue: Math.max(due, state.lateDue ?? due) }),
    (tx) => teller?.record(late, tx) ?? Promise.resolve(),
  );
  teller?.recorded();
  log.warn(`schedule "${schedule.id}" did not finish by its deadline: ${reason}`);
  if (job !== undefined) await desk.note(job.id, `Its schedule's deadline has passed: ${reason}`);
}

/** The due instants whose deadlines are to be looked at, of those that have just been decided. */
export function duesToWatch(
  { deadlineMs }: Schedule,
  last: number,
  fired: readonly { readonly due: number }[],
  now: number,
): readonly number[] {
  if (deadlineMs === null) return [];
  // Those that were late before anything could be started are told of together, by the last.
  const dues = fired.map(({ due }) => due).filter((due) => due + deadlineMs > now);
  return [...new Set([...dues, last])];
}

/** The due instants of a schedule whose deadlines its last server may not have lived to see. */
export async function duesToCheck(
  store: StoreReader,
  { id, deadlineMs }: Schedule,
  { lastDue, lateDue }: ScheduleState,
): Promise<readonly number[]> {
  if (deadlineMs === null || lastDue === null || lateDue === lastDue) return [];
  // A server that decided the last instant had looked at all whose deadlines had passed by then.
  const from = Math.max(lastDue - deadlineMs, lateDue ?? 0);
  const firings = await store.firings(id, ROWS_SEARCHED);
  // Of those that one row stands for, the first and the last.
  const dues = firings.filter(({ isManual }) => !isManual).flatMap(({ due, until }) => [due, until]);
  return [...new Set([...dues, lastDue])].filter((due) => due > from);
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
