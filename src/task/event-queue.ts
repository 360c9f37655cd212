import { InputSpool } from "./input-spool.ts";

/** So much waits in memory for a reader that is slow, beside as much again that is on its way to a file or from it. */
const MOST_IN_MEMORY = 4 * 1024 * 1024;
/** So much goes to the file at once. */
const BATCH_BYTES = 512 * 1024;

/**
 * Events for one reader, who takes them when it comes to it. What it is behind by more than some MiB waits in a temporary
 * file that no folder names, so that a slow reader neither fills our memory nor keeps commands waiting.
 */
export class EventQueue<Event> implements AsyncIterator<Event, undefined> {
  readonly #bytesOf: (event: Event) => number;
  readonly #onReturn: () => void;
  /** The events that are read next. */
  #events: Event[] = [];
  #next = 0;
  #bytes = 0;
  /** What comes after them, and is in the file: batches of events. */
  readonly #spool = new InputSpool("events");
  #nextBatch = 0;
  /** What comes after those. */
  #late: Event[] = [];
  #lateBytes = 0;
  #waiting: ((result: IteratorResult<Event, undefined>) => void) | null = null;
  #isEnded = false;

  /**
   * @param bytesOf what an event takes, more or less
   * @param onReturn called when the reader leaves
   */
  constructor(bytesOf: (event: Event) => number, onReturn: () => void) {
    this.#bytesOf = bytesOf;
    this.#onReturn = onReturn;
  }

  /** @throws {RunyardError} store-full where the disk takes no more */
  push(event: Event): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) return waiting({ done: false, value: event });
    const bytes = this.#bytesOf(event);
    if (this.#isAllInMemory && this.#bytes + bytes <= MOST_IN_MEMORY) {
      this.#events.push(event);
      this.#bytes += bytes;
      return;
    }
    this.#late.push(event);
    this.#lateBytes += bytes;
    if (this.#lateBytes >= BATCH_BYTES) this.#spool.append(toBytes(this.#takeLate()));
  }

  /** No more will come. */
  end(): void {
    this.#isEnded = true;
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = null;
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#next === this.#events.length) this.#refill();
    const event = this.#events[this.#next];
    if (event !== undefined) {
      this.#next++;
      this.#bytes -= this.#bytesOf(event);
      this.#forgetRead();
      return { done: false, value: event };
    }
    if (this.#isEnded) {
      this.#spool[Symbol.dispose]();
      return { done: true, value: undefined };
    }
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#onReturn();
    this.#events = [];
    this.#takeLate();
    this.#spool[Symbol.dispose]();
    this.end();
    return { done: true, value: undefined };
  }

  get #isAllInMemory(): boolean {
    return this.#late.length === 0 && this.#nextBatch === this.#spool.count;
  }

  /** All that was in memory is read: the next batch, or what never went to the file. */
  #refill(): void {
    this.#next = 0;
    const batch = this.#nextBatch < this.#spool.count ? this.#spool.part(this.#nextBatch) : undefined;
    this.#events = batch === undefined ? this.#takeLate() : (toEvents(batch) as Event[]);
    if (batch !== undefined) this.#spool.release(++this.#nextBatch);
    this.#bytes = this.#events.reduce((sum, event) => sum + this.#bytesOf(event), 0);
  }

  #takeLate(): Event[] {
    const late = this.#late;
    this.#late = [];
    this.#lateBytes = 0;
    return late;
  }

  #forgetRead(): void {
    if (this.#next <= 1000 || this.#next * 2 <= this.#events.length) return;
    this.#events = this.#events.slice(this.#next);
    this.#next = 0;
  }
}

// Most readers keep up, and loading this takes time.
function toBytes(events: readonly unknown[]): Uint8Array {
  return process.getBuiltinModule("node:v8").serialize(events);
}

function toEvents(bytes: Uint8Array): unknown {
  return process.getBuiltinModule("node:v8").deserialize(bytes);
}
