import type { Clock, Log, Timer } from "../core/mod.ts";
import type { FiringDesk } from "../run/mod.ts";
import type { LateTeller } from "./deadline.ts";
import type { Schedule } from "./schedule.ts";

/** What a scheduler is made of. */
export interface SchedulerOptions {
  readonly desk: FiringDesk;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly schedules: readonly Schedule[];
  /** Whether the jobs of all schedules run one after another. */
  readonly isSerial: boolean;
  /** Awaited before anything is started. */
  readonly prepare?: () => Promise<unknown>;
  /** Tells people of what did not succeed by its deadline; left out: the log alone says it. */
  readonly late?: LateTeller;
}
