import type { JobView } from "../../../../src/server/api.ts";

/** How many of a job's items there are, and how many have ended. */
export function countItems({ items }: Pick<JobView, "items">): {
  readonly all: number;
  readonly ended: number;
} {
  const ended = items.complete + items.failed;
  return { all: ended + items.waiting + items.running + items.blocked, ended };
}

/**
 * How long a job that runs will go on, by how long its items took so far, in ms; undefined where nothing can be said
 * yet.
 */
export function timeLeftMs(job: Pick<JobView, "items" | "phase">, executedMs: number): number | undefined {
  const { all, ended } = countItems(job);
  if (job.phase !== "EXECUTING" || ended === 0 || ended === all) return undefined;
  return (executedMs / ended) * (all - ended);
}
