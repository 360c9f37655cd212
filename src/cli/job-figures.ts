import { formatDuration } from "../core/mod.ts";
import type { JobView } from "../server/api.ts";

/** How many items a job has; 0 before it is run. */
export function itemTotal(job: Pick<JobView, "items">): number {
  return Object.values(job.items).reduce((sum, count) => sum + count, 0);
}

/** How far a job with an agenda has come: `3/10`, `3/10, 1 failed`; empty where it has none. */
export function itemsDone(job: Pick<JobView, "items" | "hasAgenda">): string {
  if (!job.hasAgenda) return "";
  const total = itemTotal(job);
  const { complete, failed } = job.items;
  return `${complete + failed}/${total}${failed === 0 ? "" : `, ${failed} failed`}`;
}

/** How long a job has been worked on; a dash where it has not been. */
export function timeTaken(job: Pick<JobView, "executedMs" | "startedAt">): string {
  return job.startedAt === null ? "-" : formatDuration(job.executedMs);
}
