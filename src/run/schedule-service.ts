import { RunyardError } from "../core/mod.ts";
import type { Firing, Job, Phase } from "../job/mod.ts";

/** How a schedule is. All instants are milliseconds since 1970. */
export interface ScheduleStatus {
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
  /** When it is started next; null where it is not. */
  readonly next: number | null;
  readonly lastDue: number | null;
  readonly lastJob: string | null;
  /** How the last job that ended did so. */
  readonly lastPhase: Phase | null;
  /** How many failed in a row. */
  readonly failures: number;
  /** How many were skipped, over all. */
  readonly skipped: number;
}

/** A firing, with what became of its job. */
export interface KnownFiring extends Firing {
  /** Null where there is no job, or not any more. */
  readonly phase: Phase | null;
}

/** A schedule with what comes and what was. */
export interface ScheduleDetail extends ScheduleStatus {
  /** The next due instants, 200 at most. */
  readonly nextDue: readonly number[];
  /** The last firings, newest first. */
  readonly firings: readonly KnownFiring[];
  readonly properties: Readonly<Record<string, string>>;
}

/** What a schedule that is executed now came to. */
export interface Execution {
  readonly firing: Firing;
  /** Null while it waits for the end of the last. */
  readonly job: Job | null;
}

/** What surfaces may ask about schedules. A schedule is named by its id, or by its full id: `runyard.yaml#nightly`. */
export interface ScheduleService {
  list(): Promise<readonly ScheduleStatus[]>;
  /** @throws {RunyardError} `not-found` */
  one(id: string): Promise<ScheduleDetail>;
  /** Nothing is started by itself until it is resumed, also by later servers. @throws {RunyardError} `not-found` */
  pause(id: string): Promise<ScheduleDetail>;
  /** What was due meanwhile is not made up for. @throws {RunyardError} `not-found` */
  resume(id: string): Promise<ScheduleDetail>;
  /** Runs it now, under the same guard. @throws {RunyardError} `not-found`; `not-allowed` where the guard forbids it */
  execute(id: string): Promise<Execution>;
}

/** The schedules of a supervisor, started and ended with it. */
export interface ScheduleRunner extends ScheduleService {
  begin(): Promise<void>;
  /** Fires nothing more; fulfilled when what is under way is recorded. */
  close(): Promise<void>;
}

/** The service of a supervisor that has no schedules. */
export const noSchedules: ScheduleRunner = {
  list: async () => [],
  one: async (id) => refuse(id),
  pause: async (id) => refuse(id),
  resume: async (id) => refuse(id),
  execute: async (id) => refuse(id),
  begin: async () => {},
  close: async () => {},
};

/** @throws {RunyardError} `not-found` */
function refuse(id: string): never {
  throw noSuchSchedule(id, []);
}

/** What is said of a schedule that is not there. */
export function noSuchSchedule(id: string, known: readonly string[]): RunyardError {
  const names = known.length > 20 ? `${known.slice(0, 20).join(", ")} …` : known.join(", ");
  return new RunyardError(
    "not-found",
    `Cannot find the schedule "${id.slice(0, 200)}": this server has ${names || "none"}`,
  );
}
