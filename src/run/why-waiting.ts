import type { Job, JobType } from "../job/mod.ts";
import type { LiveAttempt } from "../store/mod.ts";
import { aroundItems } from "./around-items.ts";
import { LimitCounts } from "./limit-counts.ts";
import type { OwnerLimits } from "./owner-limits.ts";

/** What decides whether a queued job may start. */
export interface WaitingContext {
  readonly live: readonly LiveAttempt[];
  readonly type: JobType | undefined;
  readonly ownerLimits: OwnerLimits;
  readonly slots: number;
  readonly isAgentThere: boolean;
  readonly hasRoom: boolean;
  readonly isHeld: boolean;
}

/** Why none of a job's items runs, in one sentence; null where one does, or the job has ended. */
export function whyWaiting(
  job: Job,
  { live, type, ownerLimits, slots, isAgentThere, hasRoom, isHeld }: WaitingContext,
): string | null {
  if (job.phase === "PENDING") return "it has not been run yet";
  if (job.phase === "HELD" || (job.phase === "QUEUED" && isHeld)) return "its type is held";
  if (job.phase === "EXECUTING") return aroundItems(job, live);
  if (job.phase !== "QUEUED") return null;
  if (!isAgentThere) return "no agent is connected";
  if (!hasRoom) return "the disk of the data folder is nearly full";
  const reached = new LimitCounts(live, ownerLimits).reached(type, job);
  if (reached?.limit === "type") return `its type is at its limit of ${reached.most} at once`;
  if (reached?.limit === "owner") return `its owner is at the limit of ${reached.most} at once`;
  if (reached !== undefined) return `its owner is at the limit of ${reached.most} at once over all types`;
  if (live.filter(({ isSuspended }) => !isSuspended).length < slots) return "it is about to start";
  return slots === 1 ? "the one place is taken" : `all ${slots} places are taken`;
}
