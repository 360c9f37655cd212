/** Where waking comes from: injected beside the clock, so that a test can drive years in seconds. */
export interface Timer {
  /** Calls back once after so many milliseconds. @returns the function that calls it off */
  after(delayMs: number, run: () => void): () => void;
}

/** The machine's own timers. */
export const systemTimer: Timer = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
