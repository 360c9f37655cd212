import { setImmediate as nextTurn } from "node:timers/promises";
import type { Job, JobEvent, Phase } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { Bell } from "./bell.ts";
import { EventFeed } from "./event-feed.ts";
import { knownJob } from "./job-intake.ts";

/** Phases in which a WAIT waits (UWS 1.1 §2.2.1.1). */
const ACTIVE: readonly Phase[] = ["PENDING", "QUEUED", "EXECUTING"];
/** Events read at once from the store. */
const PAGE = 200;

/** Waiting for jobs and reading their events: both live on the one sequence of the store's events. */
export class JobWatch {
  readonly #store: Store;
  readonly #wakers = new Map<string, Set<() => void>>();
  /** Of those who read the events of one job, and under null of those who read all. */
  readonly #feeds = new Map<string | null, Set<EventFeed>>();
  readonly #unsubscribe: () => void;
  #isClosed = false;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = store.onEvents((events) => this.#wake(events));
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    for (const feeds of this.#feeds.values()) for (const feed of feeds) feed.close();
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

  /**
   * Events after a sequence number: those that are stored, then each as it comes, without another look at the store. Who
   * reads too slowly to be held up with is sent back to what is stored.
   */
  async *events(options: {
    readonly after: number;
    readonly job?: string;
    readonly signal: AbortSignal;
  }): AsyncGenerator<JobEvent, void> {
    const { job = null, signal } = options;
    const feed = new EventFeed();
    const close = (): void => feed.close();
    signal.addEventListener("abort", close, { once: true });
    this.#addFeed(job, feed);
    try {
      for (let after = options.after; !signal.aborted; ) {
        for await (const event of this.#stored(after, job)) {
          if (signal.aborted) return;
          yield event;
          after = event.sequence;
        }
        for (let live = await feed.next(); live !== null; live = await feed.next()) {
          for (const event of live) {
            if (event.sequence <= after) continue;
            yield event;
            after = event.sequence;
            if (signal.aborted) return;
          }
        }
        if (this.#isClosed) return;
      }
    } finally {
      this.#removeFeed(job, feed);
      signal.removeEventListener("abort", close);
    }
  }

  async *#stored(from: number, job: string | null): AsyncGenerator<JobEvent, void> {
    for (let after = from; ; ) {
      const events = await this.#store.events({ after, limit: PAGE, ...(job !== null && { job }) });
      yield* events;
      if (events.length < PAGE) return;
      after = events.at(-1)?.sequence ?? after;
      // Reading the store waits for nothing: who leaves out most of what comes would let nobody else have a turn.
      await nextTurn();
    }
  }

  #addFeed(job: string | null, feed: EventFeed): void {
    const feeds = this.#feeds.get(job) ?? new Set();
    this.#feeds.set(job, feeds.add(feed));
  }

  #removeFeed(job: string | null, feed: EventFeed): void {
    const feeds = this.#feeds.get(job);
    feeds?.delete(feed);
    if (feeds?.size === 0) this.#feeds.delete(job);
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
    for (const feed of this.#feeds.get(null) ?? []) for (const event of events) feed.push(event);
    for (const event of events) for (const feed of this.#feeds.get(event.job) ?? []) feed.push(event);
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
