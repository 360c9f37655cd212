import { RunyardError, errorTable } from "../core/mod.ts";

/** The exit codes that no entry of the table of errors stands for. */
export const exitCodes = {
  success: 0,
  /** A job did not complete, or something went wrong that has no code of its own. */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Ctrl-C (128 + SIGINT, as shells have it). */
  interrupted: 130,
} as const;

/** The exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof RunyardError ? error.exit : exitCodes.failure;
}

/** Every exit code with its meanings, for `runyard help exit-codes`. */
export function describeExitCodes(): readonly (readonly [code: number, meanings: readonly string[]])[] {
  const meanings = new Map<number, string[]>([
    [exitCodes.success, ["Done; a job that was waited for is COMPLETED"]],
    [exitCodes.failure, ["A job that was waited for ended in ERROR or ABORTED, or the command failed"]],
    [exitCodes.usage, ["The command line is not understood"]],
    [exitCodes.interrupted, ["Interrupted with Ctrl-C; jobs go on"]],
  ]);
  for (const { meaning, exit } of Object.values(errorTable)) {
    meanings.set(exit, [...(meanings.get(exit) ?? []), meaning]);
  }
  return [...meanings].toSorted(([one], [other]) => one - other);
}
