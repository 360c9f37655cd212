import { setImmediate as nextTurn } from "node:timers/promises";
import type { JobEvent } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";

/** The event by which a job ended. */
export interface JobEnd {
  readonly sequence: number;
  readonly job: string;
  readonly phase: "COMPLETED" | "ERROR" | "ABORTED";
  readonly at: number;
}

/** Events read at once. */
const PAGE = 500;

/** The ends of jobs in their order: those after a cursor that are stored, then each with its commit. */
export class EndsOfJobs implements Disposable {
  readonly #store: Store;
  readonly #unsubscribe: () => void;
  readonly #live: JobEnd[] = [];
  #wake: () => void = () => undefined;
  #position: number;
  #isLive = false;

  constructor(store: Store, after: number) {
    this.#store = store;
    this.#position = after;
    this.#unsubscribe = store.onEvents((events) => this.#add(events));
  }

  /** Up to which event nothing is left to be told of. */
  get position(): number {
    return this.#position;
  }

  /** Ends with the signal; where the store can't be read it throws, and may be read again. What was handed out counts as done when the next is asked for. */
  async *read(signal: AbortSignal): AsyncGenerator<JobEnd, void> {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    this.#isLive = false;
    yield* this.#stored(signal);
    this.#isLive = true;
    while (!signal.aborted) {
      const next = this.#live[0];
      if (next === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      if (next.sequence > this.#position) yield next;
      if (signal.aborted) return;
      this.#live.shift();
      this.#position = Math.max(this.#position, next.sequence);
    }
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
    this.#wake();
  }

  async *#stored(signal: AbortSignal): AsyncGenerator<JobEnd, void> {
    for (let isMore = true; isMore && !signal.aborted; ) {
      const events = await this.#store.events({ after: this.#position, limit: PAGE });
      for (const event of events) {
        const end = endOf(event);
        if (end !== null) yield end;
        if (signal.aborted) return;
        this.#position = event.sequence;
      }
      isMore = events.length === PAGE;
      await nextTurn();
    }
  }

  #add(events: readonly JobEvent[]): void {
    const ends = events.map(endOf).filter((end) => end !== null);
    this.#live.push(...ends);
    if (this.#isLive && this.#live.length === 0) this.#position = events.at(-1)?.sequence ?? this.#position;
    if (ends.length > 0) this.#wake();
  }
}

function endOf({ sequence, job, at, change }: JobEvent): JobEnd | null {
  if (change.kind !== "phase") return null;
  const { to } = change;
  return to === "COMPLETED" || to === "ERROR" || to === "ABORTED" ? { sequence, job, phase: to, at } : null;
}
