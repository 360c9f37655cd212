import type { JobEvent } from "../job/mod.ts";
import { Bell } from "./bell.ts";

/** Events held for one reader: one that falls further behind reads them from the store. */
const MOST_HELD = 1000;

/** Live events on their way to one who reads them in its own time. */
export class EventFeed {
  readonly #bell = new Bell();
  #held: JobEvent[] = [];
  #isBehind = false;
  #isClosed = false;

  push(event: JobEvent): void {
    if (this.#isBehind) return;
    if (this.#held.length < MOST_HELD) this.#held.push(event);
    else {
      this.#held = [];
      this.#isBehind = true;
    }
    this.#bell.ring();
  }

  /** Nobody reads it any more, or nothing more comes. */
  close(): void {
    this.#isClosed = true;
    this.#bell.ring();
  }

  /** The events that have come, as soon as there are any; null where some of them were not held, or it is closed. */
  async next(): Promise<readonly JobEvent[] | null> {
    while (this.#held.length === 0 && !this.#isBehind && !this.#isClosed) await this.#bell.rung();
    if (this.#isBehind || this.#isClosed) {
      this.#isBehind = false;
      return null;
    }
    return this.#held.splice(0);
  }
}
