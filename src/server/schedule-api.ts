import type { Phase } from "../job/mod.ts";
import type { JobView } from "./api.ts";

/** The shapes of schedules in the JSON API; `schedule-schemas.ts` has the schemas. */

/** A schedule. */
export interface ScheduleView {
  readonly id: string;
  /** With the file that defines it: `runyard.yaml#nightly`. */
  readonly fullId: string;
  readonly title: string;
  readonly doc: string | null;
  /** Why it should not be used any more; null where it may. */
  readonly deprecated: string | null;
  /** When it is due, in plain words. */
  readonly words: string;
  readonly state: "waiting" | "running" | "paused" | "over";
  /** The job type of its jobs. */
  readonly type: string;
  /** When it is started next. */
  readonly next: string | null;
  readonly lastDue: string | null;
  readonly lastJob: string | null;
  /** How the last job that ended did so. */
  readonly lastPhase: Phase | null;
  /** How many failed in a row. */
  readonly failures: number;
  /** How many were skipped because the last one still ran. */
  readonly skipped: number;
  readonly href: string;
}

/** A schedule with what comes and what was. */
export interface ScheduleDetailView extends ScheduleView {
  /** The next due instants, 200 at most. */
  readonly nextDue: readonly string[];
  /** The last ones, newest first. */
  readonly firings: readonly FiringView[];
  readonly properties: Readonly<Record<string, string>>;
}

/** A due instant of a schedule, or several for which nothing ran, and what became of it. */
export interface FiringView {
  readonly due: string;
  /** The last of those that it stands for. */
  readonly until: string;
  readonly count: number;
  /** When it was recorded. */
  readonly at: string;
  /** Whether somebody asked for it. */
  readonly manual: boolean;
  /** Whether nobody was there at its time. */
  readonly late: boolean;
  readonly decision: "fired" | "queued" | "replaced" | "skipped" | "missed" | "refused";
  /** Why there is no job, in one sentence. */
  readonly reason: string | null;
  readonly job: string | null;
  /** That of the job; null where there is none, or not any more. */
  readonly phase: Phase | null;
}

/** `POST /api/v1/schedules/{id}/execute`. */
export interface ExecutionView {
  readonly firing: FiringView;
  /** Null while it waits for the end of the last. */
  readonly job: JobView | null;
}
