import type { JobType } from "../job/mod.ts";
import type { SupervisorSettings } from "./supervisor-options.ts";

/** What anybody may submit. */
export function offeredTypes({ types }: SupervisorSettings): ReadonlyMap<string, JobType> {
  return new Map([...types].filter(([, { schedule }]) => schedule === null));
}
