import type { JobRow } from "../../api/job-row.ts";

/** How many jobs there were, step by step. */
export interface PhaseHistory {
  /** The ends of the steps, in seconds. */
  readonly times: readonly number[];
  /** That waited or ran, on the average of the step: one that ran for half of it is half a job. */
  readonly waiting: readonly number[];
  readonly running: readonly number[];
  /** That ended within the step, and those of them that failed. */
  readonly ended: readonly number[];
  readonly failed: readonly number[];
}

const steps = 120;

/** Counts jobs over the time before now, from the instants that each job keeps. The last step is how it is now. */
export function phaseHistory(jobs: Iterable<JobRow>, spanMs: number, now: number): PhaseHistory {
  const stepMs = spanMs / steps;
  // Steps stand still while time goes on, or the lines would dance.
  const begin = Math.ceil(now / stepMs) * stepMs - spanMs;
  const place = (iso: string): number => Math.max(0, (Date.parse(iso) - begin) / stepMs);
  const [waits, runs, ended, failed] = [new Steps(), new Steps(), new Steps(), new Steps()];
  const beginning = new Date(begin).toISOString();
  for (const { queuedAt, startedAt, endedAt, phase } of jobs) {
    if (endedAt !== null && endedAt < beginning) continue;
    const left = startedAt ?? endedAt;
    if (queuedAt !== null) waits.change(place(queuedAt), 1);
    if (queuedAt !== null && left !== null) waits.change(place(left), -1);
    if (startedAt !== null) runs.change(place(startedAt), 1);
    if (startedAt !== null && endedAt !== null) runs.change(place(endedAt), -1);
    if (endedAt !== null) ended.add(place(endedAt), 1);
    if (endedAt !== null && phase === "ERROR") failed.add(place(endedAt), 1);
  }
  return {
    times: Array.from({ length: steps }, (_, step) => (begin + (step + 1) * stepMs) / 1000),
    waiting: waits.sums(),
    running: runs.sums(),
    ended: ended.counts(),
    failed: failed.counts(),
  };
}

class Steps {
  readonly #counts: number[] = Array.from({ length: steps }, () => 0);

  /** Counts into the step of a place. */
  add(place: number, count: number): void {
    const step = Math.floor(place);
    if (step < steps) this.#counts[step] = (this.#counts[step] ?? 0) + count;
  }

  /** Changes a level at a place: its own step by the part that is left of it, the further ones wholly. */
  change(place: number, by: number): void {
    const passed = place < steps - 1 ? place % 1 : 0;
    this.add(place, by * (1 - passed));
    this.add(place + 1, by * passed);
  }

  counts(): readonly number[] {
    return this.#counts;
  }

  sums(): readonly number[] {
    let sum = 0;
    return this.#counts.map((count) => Math.max(0, Math.round((sum += count) * 1000) / 1000));
  }
}
