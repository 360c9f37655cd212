import { formatDuration } from "../core/mod.ts";

/** A task that runs was told to run. */
export class AlreadyRunningError extends Error {
  constructor() {
    super("Cannot run the task: it is running");
    this.name = "AlreadyRunningError";
  }
}

/** A run was not over in its time; what ran was given up. */
export class TimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`The task was not over within ${formatDuration(milliseconds)}: what ran was given up`);
    this.name = "TimeoutError";
  }
}
