import type { MissedSlots } from "../run/mod.ts";
import type { PassedDues } from "./passed-dues.ts";
import type { ScheduleEntry } from "./schedule-entry.ts";

/** What is started for due instants that have passed, and which of them are not. */
export interface FiringPlan {
  readonly firings: readonly {
    readonly due: number;
    readonly isLate: boolean;
    readonly isBacklog: boolean;
  }[];
  readonly missed: MissedSlots | null;
}

/** Who sleeps no longer than half a minute may be as late. */
const PUNCTUAL_MS = 30_000;

/** Says by a schedule's rule for missed instants what is to be started now. */
export function firingPlan(
  entry: Pick<ScheduleEntry, "schedule" | "startOf">,
  { first, last, count, latest }: PassedDues,
  { now, startedAt }: { readonly now: number; readonly startedAt: number },
): FiringPlan {
  const { missed: rule, missedDeadlineMs } = entry.schedule;
  const isPunctual = (due: number): boolean => {
    const start = entry.startOf(due);
    return start >= startedAt && now - start <= PUNCTUAL_MS;
  };
  const mayBeLate = (due: number): boolean => missedDeadlineMs === null || now - due <= missedDeadlineMs;
  const wanted = (rule === "all" ? latest : latest.slice(-1)).filter(
    (due) => isPunctual(due) || (rule !== "skip" && mayBeLate(due)),
  );
  const firings = wanted.map((due) => ({ due, isLate: !isPunctual(due), isBacklog: wanted.length > 1 }));
  const missed = count - wanted.length;
  if (missed === 0) return { firings, missed: null };
  const before = wanted[0] === undefined ? last : (lastBefore(latest, wanted[0]) ?? first);
  return { firings, missed: { first, last: before, count: missed } };
}

function lastBefore(dues: readonly number[], due: number): number | undefined {
  return dues.filter((one) => one < due).at(-1);
}
