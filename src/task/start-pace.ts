/** So much later than due a start may be without moving those after it. */
const LATE_MS = 100;

/** Lets so many starts through in a second. */
export class StartPace {
  readonly #again: () => void;
  #timer: NodeJS.Timeout | null = null;
  #nextAt = 0;

  /** @param again called when one more may start, where one was kept back */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** Whether one more may start now. @param rate a second; 0: no limit */
  mayStart(rate: number): boolean {
    if (rate === 0) return true;
    const now = performance.now();
    if (now >= this.#nextAt) {
      // A timer that is late must not slow the rate down, but neither must what was missed be made up for at once.
      this.#nextAt = Math.max(this.#nextAt, now - LATE_MS) + 1000 / rate;
      return true;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#again();
    }, this.#nextAt - now);
    return false;
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
