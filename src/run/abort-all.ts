import { setTimeout as sleep } from "node:timers/promises";
import type { Job } from "../job/mod.ts";
import type { JobQuery, Store } from "../store/mod.ts";
import type { ScheduleRunner } from "./schedule-service.ts";

/** How long aborted attempts may take to be gone. */
const WAIT_MS = 60_000;
/** Jobs aborted in one go. */
const PAGE = 500;

/** What aborting all work needs of a supervisor. */
export interface Abortable {
  jobs(query: JobQuery): Promise<readonly Job[]>;
  abort(id: string): Promise<Job>;
  readonly store: Pick<Store, "liveAttempts">;
}

/** Aborts every job that was run and has not ended, and waits until nothing of them is left. */
export async function abortAll(service: Abortable, schedules: Pick<ScheduleRunner, "close">): Promise<void> {
  // Else what comes due meanwhile would start anew.
  await schedules.close();
  const query = { phases: ["QUEUED", "EXECUTING", "SUSPENDED", "UNKNOWN"], limit: PAGE } as const;
  for (let jobs = await service.jobs(query); jobs.length > 0; jobs = await service.jobs(query)) {
    for (const job of jobs) await service.abort(job.id);
  }
  for (const latest = Date.now() + WAIT_MS; Date.now() < latest; await sleep(50)) {
    if ((await service.store.liveAttempts()).length === 0) return;
  }
}
