import { makeJobId } from "../src/core/mod.ts";
import { type Job, type JobError, noItems } from "../src/job/mod.ts";

/** A job that has ended, as if it had run. */
export function endedJob(type: string, error: JobError | null, at: number): Omit<Job, "sequence"> {
  const never = { owner: null, runId: null, destructionAt: null, plan: null, retryOf: null, deleted: false };
  return {
    ...never,
    id: makeJobId(),
    type,
    phase: error === null ? "COMPLETED" : "ERROR",
    priority: 0,
    createdAt: at - 3000,
    queuedAt: at - 3000,
    startedAt: at - 2000,
    endedAt: at,
    executionDurationSeconds: 0,
    executedMs: 2000,
    executingSince: null,
    parameters: {},
    items: noItems,
    fence: 0,
    error,
  };
}

/** An end with an exit status. */
export const exitError: JobError = {
  type: "fatal",
  message: "The command ended with exit status 1",
  detail: "The command ended with exit status 1\n\nThe end of standard error:\nboom",
};
