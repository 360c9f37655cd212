import type { Firing, Job } from "../job/mod.ts";
import type { CreateRequest } from "./job-service.ts";

/** What a schedule does where its last job still runs. */
export type Overlap = "skip" | "queue" | "replace";

/** Slots that passed before anybody was there. */
export interface MissedSlots {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** What is to run for a schedule. */
export interface FiringWork {
  readonly schedule: string;
  readonly type: string;
  readonly parameters: CreateRequest["parameters"];
  readonly overlap: Overlap;
  /** Whether it waits while the job of any other schedule runs. */
  readonly isSerial: boolean;
}

/** A due instant that is to be decided. */
export interface FiringRequest extends FiringWork {
  /** For one that was asked for: when that was. */
  readonly due: number;
  readonly isManual: boolean;
  readonly isLate: boolean;
  /** Whether it waits for its turn behind others, as many as there are: slots that are made up for. */
  readonly isBacklog?: boolean;
  /** What passed unnoticed before it. */
  readonly missed?: MissedSlots | null;
}

/** What was decided, and the job that was made for it. */
export interface FiringResult {
  readonly firing: Firing;
  readonly job: Job | null;
}
