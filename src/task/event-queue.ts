/** Events for one reader, who takes them when it comes to it. */
export class EventQueue<Event> implements AsyncIterator<Event, undefined> {
  readonly #onReturn: () => void;
  #events: Event[] = [];
  #next = 0;
  #waiting: ((result: IteratorResult<Event, undefined>) => void) | null = null;
  #isEnded = false;

  /** @param onReturn called when the reader leaves */
  constructor(onReturn: () => void) {
    this.#onReturn = onReturn;
  }

  push(event: Event): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#events.push(event);
    else waiting({ done: false, value: event });
  }

  /** No more will come. */
  end(): void {
    this.#isEnded = true;
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = null;
  }

  async next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#events[this.#next];
    if (event !== undefined) {
      this.#next++;
      if (this.#next > 1000 && this.#next * 2 > this.#events.length) {
        this.#events = this.#events.slice(this.#next);
        this.#next = 0;
      }
      return { done: false, value: event };
    }
    if (this.#isEnded) return { done: true, value: undefined };
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    this.#onReturn();
    this.#events = [];
    this.end();
    return { done: true, value: undefined };
  }
}
