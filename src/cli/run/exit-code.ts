import { exitCodes } from "../plain-exit-codes.ts";
import type { NodeResult } from "./node-result.ts";
import type { RunSummary } from "./observer.ts";

/** What the peer ends with where a command timed out, with `-S`. */
const COMPAT_TIMEOUT = 255;

/** How the exit code is chosen. */
export interface ExitChoice {
  readonly returnsLargest: boolean;
  readonly isCompat: boolean;
}

/**
 * What the whole ends with: 0 only where every node did it. With `-S` the largest code of all; with ClusterShell's codes
 * 0 without it.
 */
export function exitCodeFor(
  { results, isInterrupted, stopReason }: RunSummary,
  { returnsLargest, isCompat }: ExitChoice,
): number {
  if (isInterrupted) return exitCodes.interrupted;
  if (!returnsLargest) {
    if (isCompat) return exitCodes.success;
    const code = classOf(new Set([...results.values()].map(({ kind }) => kind)));
    return code === exitCodes.success && stopReason !== null ? exitCodes.failure : code;
  }
  const codes = [...results.values()].map(
    ({ kind, code }) => code ?? (kind === "timeout" ? COMPAT_TIMEOUT : 1),
  );
  return codes.reduce((most, code) => Math.max(most, code), 0);
}

function classOf(kinds: Set<NodeResult["kind"]>): number {
  kinds.delete("ok");
  if (kinds.size === 0) return exitCodes.success;
  if (kinds.size > 1) return exitCodes.failure;
  if (kinds.has("unreachable")) return exitCodes.unreachable;
  return kinds.has("timeout") ? exitCodes.timedOut : exitCodes.failure;
}
