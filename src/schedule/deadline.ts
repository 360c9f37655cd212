import type { Log } from "../core/mod.ts";
import type { Firing, Phase } from "../job/mod.ts";
import type { FiringDesk } from "../run/mod.ts";
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

/** Looks whether what was due at an instant has succeeded by its deadline. @returns null where it has */
export async function checkDeadline(
  desk: FiringDesk,
  schedule: Schedule,
  due: number,
  log: Log,
): Promise<LateFiring | null> {
  const firing = await desk.store.firing(schedule.id, due);
  const job = firing?.job == null ? undefined : await desk.store.job(firing.job);
  if (job?.phase === "COMPLETED") return null;
  await desk.change(schedule.id, (state) => ({ ...state, lateDue: due }));
  const reason = lateReason(firing, job?.phase);
  log.warn(`schedule "${schedule.id}" did not finish by its deadline: ${reason}`);
  if (job !== undefined) await desk.note(job.id, `Its schedule's deadline has passed: ${reason}`);
  return { schedule, due, job: job?.id ?? null, reason };
}

function lateReason(firing: Firing | undefined, phase: Phase | undefined): string {
  if (phase !== undefined) return `its job is ${phase}`;
  if (firing?.reason != null) return lowerFirst(firing.reason);
  return firing?.job == null ? "it has no job yet" : "its job is gone";
}
