import type { Clock, Log } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { FiringDesk } from "./firing-desk.ts";
import type { OwnerLimits } from "./owner-limits.ts";
import type { ScheduleRunner } from "./schedule-service.ts";

/** What a supervisor is started with, and what a reload may replace of it. */
export interface SupervisorSettings {
  /** The work of schedules among them, which is offered to nobody. */
  readonly types: ReadonlyMap<string, JobType>;
  /** Attempts at once, over everything. */
  readonly concurrent: number;
  /** What an owner's jobs may use together; everything unless told. */
  readonly ownerLimits?: OwnerLimits;
}

/** How a supervisor is started. */
export interface SupervisorOptions extends SupervisorSettings {
  readonly dataFolder: string;
  readonly uploadLimitBytes: number;
  readonly version: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Whether a commit waits for the disk; see the store. */
  readonly durable?: boolean;
  /** Makes the schedules, which are begun and closed with the supervisor; none unless told. */
  readonly schedules?: (desk: FiringDesk) => ScheduleRunner;
  /** Called when a client asks the server to stop. */
  readonly onStopRequest?: () => void;
  /** Awaited when the data folder is this server's, before anything is started. What it throws ends the start. */
  readonly prepare?: () => Promise<unknown>;
}
