import type { Job, JobEvent, Phase } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { knownJob } from "./job-intake.ts";

/** Phases in which a WAIT waits (UWS 1.1 §2.2.1.1). */
const ACTIVE: readonly Phase[] = ["PENDING", "QUEUED", "EXECUTING"];
/** Events read at once from the store. */
const PAGE = 200;

/** Waiting for jobs and reading their events: both live on the one sequence of the store's events. */
export class JobWatch {
  readonly #store: Store;
  readonly #wakers = new Map<string, Set<() => void>>();
  readonly #followers = new Set<() => void>();
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.onEvents((events) => this.#wake(events));
  }

  close(): void {
    this.#unsubscribe();
    for (const wake of this.#followers) wake();
    for (const wakers of this.#wakers.values()) for (const wake of wakers) wake();
  }

  /** Waits for the job to leave its phase; see {@link JobService.wait}. */
  async wait(
    id: string,
    options: { readonly phase?: Phase; readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Job> {
    using waiting = this.#waitFor(id, options);
    for (
      let job = await knownJob(this.#store, id), first = job.phase;
      ;
      job = await knownJob(this.#store, id)
    ) {
      const isOver = waiting.isOver || job.phase !== first || !ACTIVE.includes(job.phase);
      if (isOver || (options.phase !== undefined && job.phase !== options.phase)) return job;
      await waiting.change();
    }
  }

  /** Fulfilled at the next event of a job, after the time, or at the signal. */
  async nextEvent(id: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    using waiting = this.#waitFor(id, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
    await waiting.change();
  }

  /** Events after a sequence number: those that are stored, then each as it comes. */
  async *events(options: {
    readonly after: number;
    readonly job?: string;
    readonly signal: AbortSignal;
  }): AsyncGenerator<JobEvent, void> {
    const { job, signal } = options;
    const bell = new Bell();
    const wake = (): void => bell.ring();
    this.#followers.add(wake);
    signal.addEventListener("abort", wake, { once: true });
    try {
      for (let after = options.after; !signal.aborted; ) {
        const events = await this.#store.events({
          after,
          limit: PAGE,
          ...(job === undefined ? {} : { job }),
        });
        for (const event of events) {
          if (signal.aborted) return;
          yield event;
          after = event.sequence;
        }
        if (events.length < PAGE) await bell.rung();
      }
    } finally {
      this.#followers.delete(wake);
      signal.removeEventListener("abort", wake);
    }
  }

  #waitFor(id: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Waiting {
    const wakers = this.#wakers.get(id) ?? new Set();
    this.#wakers.set(id, wakers);
    const forget = (wake: () => void): void => {
      wakers.delete(wake);
      if (wakers.size === 0 && this.#wakers.get(id) === wakers) this.#wakers.delete(id);
    };
    return new Waiting(wakers, forget, options);
  }

  #wake(events: readonly JobEvent[]): void {
    for (const event of events) for (const wake of this.#wakers.get(event.job) ?? []) wake();
    for (const wake of this.#followers) wake();
  }
}

/** One who waits for a job: woken by its events, its time, or its signal. */
class Waiting implements Disposable {
  readonly #bell = new Bell();
  readonly #timer: NodeJS.Timeout;
  readonly #forget: () => void;
  isOver = false;

  constructor(
    wakers: Set<() => void>,
    forget: (wake: () => void) => void,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ) {
    const wake = (): void => this.#bell.ring();
    const end = (): void => {
      this.isOver = true;
      wake();
    };
    wakers.add(wake);
    this.#timer = setTimeout(end, timeoutMs);
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted === true) end();
    this.#forget = () => {
      forget(wake);
      signal?.removeEventListener("abort", end);
    };
  }

  change(): Promise<void> {
    return this.#bell.rung();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#forget();
  }
}

/** Something to wait at: a ring before anybody waits is not lost. */
class Bell {
  #rang = false;
  #resolve: (() => void) | undefined;

  ring(): void {
    this.#rang = true;
    this.#resolve?.();
  }

  async rung(): Promise<void> {
    if (!this.#rang) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#rang = false;
    this.#resolve = undefined;
  }
}
