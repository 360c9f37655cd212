import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";

/** The job, where it was not run yet. @throws {RunyardError} `not-allowed` with what can't be changed any more */
export function pendingJob(job: Job, what: string): Job {
  if (job.phase === "PENDING") return job;
  throw new RunyardError(
    "not-allowed",
    `Cannot change the ${what} of job "${job.id}": it is ${job.phase}, not PENDING`,
  );
}
