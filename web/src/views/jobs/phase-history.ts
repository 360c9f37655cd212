import type { JobRow } from "../../api/job-row.ts";

/** How many jobs there were, step by step: times in seconds, then jobs that waited, ran, and failed by then. */
export interface PhaseHistory {
  readonly times: readonly number[];
  readonly waiting: readonly number[];
  readonly running: readonly number[];
  /** That ended well, or not, within the step. */
  readonly completed: readonly number[];
  readonly failed: readonly number[];
}

const steps = 120;

/** Counts jobs over the time before now, from the instants that each job keeps. */
export function phaseHistory(jobs: Iterable<JobRow>, spanMs: number, now: number): PhaseHistory {
  const stepMs = spanMs / steps;
  // Steps stand still while time goes on, or the lines would dance.
  const end = Math.ceil(now / stepMs) * stepMs;
  const begin = end - spanMs;
  const [waits, runs, completed, failed] = Array.from({ length: 4 }, () =>
    Array.from({ length: steps + 1 }, () => 0),
  );
  const stepOf = (iso: string): number => Math.max(0, Math.floor((Date.parse(iso) - begin) / stepMs));
  const add = (list: number[] | undefined, step: number, change: number): void => {
    if (list !== undefined && step <= steps) list[step] = (list[step] ?? 0) + change;
  };
  const beginning = new Date(begin).toISOString();
  for (const { queuedAt, startedAt, endedAt, phase } of jobs) {
    if (endedAt !== null && endedAt < beginning) continue;
    if (queuedAt !== null) {
      add(waits, stepOf(queuedAt), 1);
      const left = startedAt ?? endedAt;
      if (left !== null) add(waits, stepOf(left), -1);
    }
    if (startedAt !== null) {
      add(runs, stepOf(startedAt), 1);
      if (endedAt !== null) add(runs, stepOf(endedAt), -1);
    }
    if (endedAt !== null) add(phase === "ERROR" ? failed : completed, stepOf(endedAt), 1);
  }
  // The last step has only begun: its sums hold, and what ended in it is counted with the next drawing.
  const upToNow = Math.max(1, Math.min(steps, Math.ceil((now - begin) / stepMs)));
  return {
    times: Array.from({ length: upToNow }, (_, step) => (begin + (step + 1) * stepMs) / 1000),
    waiting: summed(waits ?? []).slice(0, upToNow),
    running: summed(runs ?? []).slice(0, upToNow),
    completed: (completed ?? []).slice(0, upToNow),
    failed: (failed ?? []).slice(0, upToNow),
  };
}

function summed(changes: readonly number[]): readonly number[] {
  let sum = 0;
  return changes.map((change) => (sum += change));
}
