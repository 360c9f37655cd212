import type { Clock } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";

/** How many of a type's last completed jobs tell how long the next will take. */
const HISTORY = 25;

/** When jobs will be done, by what their type's last ones took: the quote of UWS 1.1 §2.1.7. */
export class Quotes {
  readonly #store: Store;
  readonly #clock: Clock;
  /** The median of each type, until another of its jobs completes. */
  readonly #medians = new Map<string, number | null>();
  readonly #unsubscribe: () => void;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#unsubscribe = store.onEvents((events) => {
      for (const { type, change } of events)
        if (change.kind === "deleted" || (change.kind === "phase" && change.to === "COMPLETED"))
          this.#medians.delete(type);
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * The instant at which a job would be done that starts now, or started when it did.
   *
   * @returns null where nothing is known: no job of the type has completed, this one has ended, or takes longer
   */
  async of(job: Job): Promise<number | null> {
    const from = this.#startOf(job);
    const median = from === null ? null : await this.#median(job.type);
    if (from === null || median === null) return null;
    // Whole seconds, upwards: an estimate has no milliseconds.
    const quote = Math.ceil((from + median) / 1000) * 1000;
    return quote < this.#clock.now() ? null : quote;
  }

  #startOf(job: Job): number | null {
    if (["PENDING", "HELD", "QUEUED"].includes(job.phase)) return this.#clock.now();
    if (job.phase !== "EXECUTING" || job.executingSince === null) return null;
    return job.executingSince - job.executedMs;
  }

  async #median(type: string): Promise<number | null> {
    const known = this.#medians.get(type);
    if (known !== undefined) return known;
    const jobs = await this.#store.jobs({ types: [type], phases: ["COMPLETED"], limit: HISTORY });
    const durations = jobs.map(({ executedMs }) => executedMs).toSorted((a, b) => a - b);
    const median = durations[Math.floor(durations.length / 2)] ?? null;
    this.#medians.set(type, median);
    return median;
  }
}
