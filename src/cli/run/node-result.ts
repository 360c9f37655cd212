/**
 * How a node came out of it:
 *
 * - ok: its command ended with 0
 * - failed: with another code
 * - unreachable: it was not run, because the way there failed
 * - timeout: its time was over
 * - interrupted: it was given up
 * - not-run: it was never started
 */
export interface NodeResult {
  readonly kind: "ok" | "failed" | "unreachable" | "timeout" | "interrupted" | "not-run";
  /** What it ended with; null where it did not. */
  readonly code: number | null;
  /** Why it could not be reached, or its command not started; null where that is not so. */
  readonly reason: string | null;
}
