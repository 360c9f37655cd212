import type { ScheduleState } from "../job/mod.ts";
import type { ScheduleStatus } from "../run/mod.ts";
import type { ScheduleEntry } from "./schedule-entry.ts";

/** How a schedule is, by what is planned for it and what is remembered of it. */
export function scheduleStatus(entry: ScheduleEntry, state: ScheduleState | undefined): ScheduleStatus {
  const { id, fullId, title, doc, deprecated, type } = entry.schedule;
  const next = entry.wakeAt();
  const { lastDue = null, lastJob = null, lastPhase = null, failures = 0, skipped = 0 } = state ?? {};
  return {
    ...{ id, fullId, title, doc, deprecated, words: entry.words, type: type.name },
    state: stateOf(entry, next, state),
    ...{ next, lastDue, lastJob, lastPhase, failures, skipped },
  };
}

function stateOf(
  entry: ScheduleEntry,
  next: number | null,
  state: ScheduleState | undefined,
): ScheduleStatus["state"] {
  if (state?.isOpen === true) return "running";
  if (entry.isPaused) return "paused";
  return next === null ? "over" : "waiting";
}
