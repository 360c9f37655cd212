/**
 * The exit codes that no entry of the table of errors stands for. They have a file of their own so that a command that
 * must start fast does not load that table.
 */
export const exitCodes = {
  success: 0,
  /** A job did not complete, or something went wrong that has no code of its own. */
  failure: 1,
  /** The command line was not understood. */
  usage: 2,
  /** Every node that did not do it could not be reached. */
  unreachable: 9,
  /** Every node that did not do it ran out of time (as timeout(1) has it). */
  timedOut: 124,
  /** Ctrl-C (128 + SIGINT, as shells have it). */
  interrupted: 130,
} as const;
