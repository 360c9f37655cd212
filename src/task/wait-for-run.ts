import { parseDuration } from "../core/mod.ts";
import { TimeoutError } from "./errors.ts";
import type { RunResults } from "./results.ts";
import type { Run } from "./run.ts";

/** How a run is bounded. */
export interface ResumeOptions {
  /** In seconds, or a text like `10m`: what runs then is given up. */
  readonly timeout?: number | string;
  /** Ends the run, which is then rejected with the signal's reason. What was gathered is kept. */
  readonly signal?: AbortSignal;
}

/** Waits until a run is over, and ends it where its time is over or the signal comes. */
export async function waitForRun(run: Run, { timeout, signal }: ResumeOptions): Promise<RunResults> {
  let isLate = false;
  const milliseconds = timeout === undefined ? 0 : parseDuration(timeout);
  const onLate = (): void => {
    isLate = true;
    run.giveUp("timeout");
  };
  const late = milliseconds > 0 ? setTimeout(onLate, Math.min(milliseconds, 2 ** 31 - 1)) : undefined;
  const onAbort = (): void => run.giveUp("aborted");
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await run.done;
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", onAbort);
  }
  if (isLate) throw new TimeoutError(milliseconds);
  signal?.throwIfAborted();
  return run.results;
}
