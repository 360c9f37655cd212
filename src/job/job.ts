import type { Phase } from "./phase.ts";
import type { Plan } from "./plan.ts";

/** The value of one parameter: a text, a number, a truth, a file, a secret's place, or several of them. */
export type ParameterValue = ScalarValue | readonly ScalarValue[];

/** One value of a parameter. */
export type ScalarValue = string | number | boolean | FileValue | SecretValue;

/** A file that came with the job, or that the job type names as its default. */
export interface FileValue {
  readonly kind: "file";
  /** The name it was sent under: shown to people, never used as a path. */
  readonly name: string;
  /** Absolute path on the supervisor's host. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** A secret: sealed text that only the supervisor can open. */
export interface SecretValue {
  readonly kind: "secret";
  readonly sealed: string;
}

/** How many items of a job are in which phase. */
export interface ItemCounts {
  readonly waiting: number;
  readonly running: number;
  readonly complete: number;
  readonly failed: number;
  readonly blocked: number;
}

/** The error summary of UWS 1.1 §2.1.11, with the full detail beside it. */
export interface JobError {
  /** `transient`: the same job may well succeed when it is tried again. */
  readonly type: "transient" | "fatal";
  /** One clear sentence, then the last lines of standard error where there are any. */
  readonly message: string;
  /** All that is known, for `/error`. */
  readonly detail: string;
}

/** A job as the store keeps it. All instants are milliseconds since 1970. */
export interface Job {
  readonly id: string;
  /** The order of creation: no two jobs of a store share it. */
  readonly sequence: number;
  readonly type: string;
  readonly phase: Phase;
  /** Who created it; null where the server knows no names. */
  readonly owner: string | null;
  readonly runId: string | null;
  /** Higher goes first. */
  readonly priority: number;
  readonly createdAt: number;
  readonly queuedAt: number | null;
  /** When the first attempt's process was seen (UWS startTime); null while it is still starting. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** UWS executionDuration in whole seconds; 0 is unlimited. */
  readonly executionDurationSeconds: number;
  /** Milliseconds already spent in EXECUTING before `executingSince`. */
  readonly executedMs: number;
  /** Since when it is EXECUTING; null in every other phase. */
  readonly executingSince: number | null;
  readonly destructionAt: number | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** What will be done, frozen at RUN, so that a new configuration changes nothing that is under way. */
  readonly plan: Plan | null;
  readonly items: ItemCounts;
  /** The fencing number of the newest attempt; 0 before the first. */
  readonly fence: number;
  readonly error: JobError | null;
  /** The job of which this one does what was not done. */
  readonly retryOf: string | null;
  /** Deleted for everybody; the row goes when its processes have. */
  readonly deleted: boolean;
}

/** No items at all: the counts of a job that has not been run. */
export const noItems: ItemCounts = { waiting: 0, running: 0, complete: 0, failed: 0, blocked: 0 };
