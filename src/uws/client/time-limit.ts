/** Ends what makes no step forward for too long. Whatever is under way listens to its signal. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #limitMs: number;
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** Begins to count. @param limitMs 0: no limit */
  constructor(limitMs: number, signals: readonly (AbortSignal | undefined)[]) {
    this.#limitMs = limitMs;
    this.signal = AbortSignal.any([
      this.#controller.signal,
      ...signals.filter((signal) => signal !== undefined),
    ]);
    this.restart();
  }

  /** Counts from now on. */
  restart(): void {
    this.stop();
    if (this.#limitMs === 0) return;
    const late = new DOMException("It does not answer in time", "TimeoutError");
    this.#timer = setTimeout(() => this.#controller.abort(late), this.#limitMs);
  }

  /** Counts no more. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
