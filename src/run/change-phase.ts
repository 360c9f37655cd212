import { type Job, type Phase, checkTransition, isEnd } from "../job/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";

/**
 * The one writer of a job's phase: checks the step against the table, keeps the clocks that hang on it, and stores the
 * event with the change.
 *
 * @param changes what else changes with it
 * @throws {RunyardError} `not-allowed`
 */
export async function changePhase(
  tx: StoreTransaction,
  job: Job,
  to: Phase,
  at: number,
  changes: Partial<Job> = {},
): Promise<Job> {
  checkTransition(job.id, job.phase, to);
  const next: Job = {
    ...job,
    ...changes,
    phase: to,
    executedMs: job.executedMs + (job.executingSince === null ? 0 : Math.max(0, at - job.executingSince)),
    executingSince: to === "EXECUTING" ? at : null,
    endedAt: isEnd(to) ? (job.endedAt ?? at) : null,
  };
  await tx.saveJob(next);
  await tx.append({ job: job.id, at, change: { kind: "phase", from: job.phase, to } });
  return next;
}
