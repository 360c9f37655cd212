import type { JobType, NotifyRules } from "../job/mod.ts";
import type { Overlap } from "../run/mod.ts";
import type { Every } from "./when/every.ts";
import type { When } from "./when/when.ts";
import { type Bounds, withBounds } from "./when/with-bounds.ts";
import { whenEvery } from "./when/when-every.ts";

/** What becomes of instants at which nobody was there: none is made up for, the last one is, or all are, one after another. */
export type MissedRule = "skip" | "once" | "all";

/** When a schedule is due: at instants of the calendar, or after each other. */
export type Timing =
  | { readonly kind: "calendar"; readonly when: When }
  | { readonly kind: "every"; readonly every: Every };

/** A schedule as the configuration has it, checked, with every default filled in. */
export interface Schedule {
  readonly id: string;
  /** With the file that defines it: `runyard.yaml#nightly`. */
  readonly fullId: string;
  readonly title: string;
  readonly doc: string | null;
  /** Why it should not be used any more; null where it may. */
  readonly deprecated: string | null;
  readonly timing: Timing;
  /** The timing as it is written, so that another one is noticed. */
  readonly timingText: string;
  readonly bounds: Bounds;
  readonly jitterMs: number;
  readonly isPaused: boolean;
  readonly overlap: Overlap;
  readonly missed: MissedRule;
  /** How late one that was missed is still made up for; null: however late. */
  readonly missedDeadlineMs: number | null;
  /** How long after its due instant it is to have succeeded; null: nobody minds. */
  readonly deadlineMs: number | null;
  /** Who is told of its jobs; null: as its job type says. */
  readonly notify: NotifyRules | null;
  readonly debug: boolean;
  readonly properties: Readonly<Record<string, string>>;
  /** Its own work, or the job type that it names. */
  readonly type: JobType;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** What an interval is counted from (ms). */
export interface Anchor {
  /** From when on the schedule counts. */
  readonly since: number;
  /** When this server started. */
  readonly startedAt: number;
  readonly lastDue: number | null;
}

/** The due instants of a schedule. */
export function whenOf({ timing, bounds }: Schedule, { since, startedAt, lastDue }: Anchor): When {
  if (timing.kind === "calendar") return withBounds(timing.when, bounds);
  const from = Math.max(since, startedAt);
  // What lies between the last one and now was missed, which another rule decides.
  const start = lastDue === null || lastDue < since ? from : lastDue;
  return withBounds(whenEvery(timing.every, { startedAt: start, lastStart: lastDue }), bounds);
}
