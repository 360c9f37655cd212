import type { Clock, Log } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { OwnerLimits } from "./owner-limits.ts";

/** What a supervisor is started with, and what a reload may replace of it. */
export interface SupervisorSettings {
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
  /** Called when a client asks the server to stop. */
  readonly onStopRequest?: () => void;
}
