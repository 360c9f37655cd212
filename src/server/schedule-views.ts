import { formatInstant } from "../core/mod.ts";
import type { Firing, Phase } from "../job/mod.ts";
import type { ScheduleDetail, ScheduleStatus } from "../run/mod.ts";
import type { FiringView, ScheduleDetailView, ScheduleView } from "./schedule-api.ts";

/** A schedule as the JSON API shows it in a list. */
export function scheduleView(status: ScheduleStatus, base: string): ScheduleView {
  const { next, lastDue } = status;
  return {
    ...{ id: status.id, fullId: status.fullId, title: status.title, doc: status.doc },
    ...{ deprecated: status.deprecated, words: status.words, state: status.state, type: status.type },
    next: instantOrNull(next),
    lastDue: instantOrNull(lastDue),
    ...{ lastJob: status.lastJob, lastPhase: status.lastPhase },
    ...{ failures: status.failures, skipped: status.skipped },
    href: `${base}/api/v1/schedules/${encodeURIComponent(status.id)}`,
  };
}

/** A schedule with what comes and what was. */
export function scheduleDetailView(detail: ScheduleDetail, base: string): ScheduleDetailView {
  return {
    ...scheduleView(detail, base),
    nextDue: detail.nextDue.map((due) => formatInstant(due)),
    firings: detail.firings.map(firingView),
    properties: { ...detail.properties },
  };
}

/** A firing as the JSON API shows it. */
export function firingView(firing: Firing & { readonly phase: Phase | null }): FiringView {
  return {
    due: formatInstant(firing.due),
    until: formatInstant(firing.until),
    count: firing.count,
    at: formatInstant(firing.at),
    manual: firing.isManual,
    late: firing.isLate,
    decision: firing.decision,
    reason: firing.reason,
    job: firing.job,
    phase: firing.phase,
  };
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : formatInstant(at);
}
