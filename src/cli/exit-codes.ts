import { RunyardError, errorTable } from "../core/mod.ts";
import { exitCodes } from "./plain-exit-codes.ts";

export { exitCodes };

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
  const further = Object.values(errorTable).map(({ meaning, exit }) => [exit, meaning] as const);
  for (const [exit, meaning] of [...further, ...ofRuns]) {
    meanings.set(exit, [...(meanings.get(exit) ?? []), meaning]);
  }
  return [...meanings].toSorted(([one], [other]) => one - other);
}

/** What they mean where commands were run on nodes. */
const ofRuns: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.failure, "run, copy: some nodes did not do it"],
  [exitCodes.unreachable, "run, copy: the nodes that did not do it could not be reached"],
  [exitCodes.timedOut, "run, copy: the nodes that did not do it ran out of time"],
];
