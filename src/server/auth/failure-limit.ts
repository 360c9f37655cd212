import type { Clock } from "../../core/mod.ts";

/** What failures are counted by, and how many there may be in one window. */
export interface LimitedKey {
  readonly key: string;
  readonly most: number;
}

const windowMs = 60_000;
/** So that an attacker with many addresses takes no more memory than this. */
const mostKeys = 10_000;

/** Counts tries that failed, in windows of a minute that begin with the first of them. */
export class FailureLimit {
  readonly #clock: Clock;
  readonly #windows = new Map<string, { readonly endsAt: number; failures: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts a try as failed before it is known, so that many at once don't pass together: {@link forgive} takes it back.
   *
   * @returns 0, or the seconds until one may be tried again; then none of the keys is counted
   */
  take(keys: readonly LimitedKey[]): number {
    const now = this.#clock.now();
    const full = keys
      .map(({ key, most }) => ({ window: this.#open(key, now), most }))
      .filter(({ window, most }) => window !== undefined && window.failures >= most)
      .map(({ window }) => (window?.endsAt ?? now) - now);
    if (full.length > 0) return Math.max(1, Math.ceil(Math.max(...full) / 1000));
    for (const { key } of keys) this.#count(key, now);
    return 0;
  }

  /** The try did not fail. */
  forgive(keys: readonly LimitedKey[]): void {
    for (const { key } of keys) {
      const window = this.#windows.get(key);
      if (window !== undefined) window.failures = Math.max(0, window.failures - 1);
    }
  }

  #open(key: string, now: number): { readonly endsAt: number; readonly failures: number } | undefined {
    const window = this.#windows.get(key);
    return window !== undefined && now < window.endsAt && now >= window.endsAt - windowMs
      ? window
      : undefined;
  }

  #count(key: string, now: number): void {
    const open = this.#open(key, now);
    if (open === undefined) this.#windows.delete(key);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= mostKeys && open === undefined && oldest !== undefined)
      this.#windows.delete(oldest);
    this.#windows.set(key, { endsAt: open?.endsAt ?? now + windowMs, failures: (open?.failures ?? 0) + 1 });
  }
}
