import type { Phase } from "./phase.ts";

/** What is remembered of a schedule from one server to the next. All instants are ms. */
export interface ScheduleState {
  readonly id: string;
  /** How it is timed, as text: where that is another now, nothing of the time before was missed. */
  readonly timing: string;
  /** Instants up to this one do not count: when it was first seen, resumed, or timed anew. */
  readonly since: number;
  /** The last due instant that was decided; null before the first. */
  readonly lastDue: number | null;
  /** Whether somebody paused or resumed it; null: it is as its configuration says. */
  readonly paused: boolean | null;
  /** The last job that it made. */
  readonly lastJob: string | null;
  /** Whether that job may still be there in part: the guard. */
  readonly isOpen: boolean;
  /** How the last job ended. */
  readonly lastPhase: Phase | null;
  /** How many failed in a row. */
  readonly failures: number;
  /** How many were skipped, over all. */
  readonly skipped: number;
  /** What its work has set. */
  readonly properties: Readonly<Record<string, string | null>>;
  /** The last due instant whose deadline passed without a success; null before the first. */
  readonly lateDue: number | null;
}

/** A schedule that was never seen before. */
export function newScheduleState(id: string, timing: string, since: number): ScheduleState {
  return {
    id,
    timing,
    since,
    lastDue: null,
    paused: null,
    lastJob: null,
    isOpen: false,
    lastPhase: null,
    failures: 0,
    skipped: 0,
    properties: {},
    lateDue: null,
  };
}
