import type { Clock } from "../../core/mod.ts";

interface Kept<Value> {
  readonly value: Value;
  readonly untilMs: number;
}

interface Running<Value> {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  askers: number;
}

/** Keys are names that somebody asks for, and may have been made up. */
const MOST_KEPT = 100_000;

/**
 * Answers that are kept for a while. Those who ask the same while the answer is on its way share it, and the work is
 * stopped when the last of them has lost interest. A failure is not kept.
 */
export class SharedCache<Value> {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #kept: Map<string, Kept<Value>> = new Map();
  readonly #running: Map<string, Running<Value>> = new Map();

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /**
   * The answer to a question.
   *
   * @param load finds the answer; its signal is aborted when nobody wants it any more
   * @throws what `load` throws, or the reason of the asker's own signal
   */
  async get(key: string, signal: AbortSignal, load: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    signal.throwIfAborted();
    const kept = this.#kept.get(key);
    if (kept !== undefined && this.#clock.now() < kept.untilMs) return kept.value;
    const running = this.#running.get(key) ?? this.#start(key, load);
    running.askers++;
    try {
      return await orAborted(running.promise, signal);
    } finally {
      running.askers--;
      if (running.askers === 0) await this.#leave(key, running);
    }
  }

  /** Keeps an answer that is known already. */
  set(key: string, value: Value): void {
    // A key that is there already keeps its old place otherwise.
    this.#kept.delete(key);
    this.#kept.set(key, { value, untilMs: this.#clock.now() + this.#lifetimeMs });
    this.#dropOldest();
  }

  /** Forgets all answers; those on their way reach who asked for them, and are not kept. */
  clear(): void {
    this.#kept.clear();
    this.#running.clear();
  }

  /** All live equally long, so the oldest are the first to expire. */
  #dropOldest(): void {
    for (const [key, { untilMs }] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT && this.#clock.now() < untilMs) return;
      this.#kept.delete(key);
    }
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<Value>): Running<Value> {
    const controller = new AbortController();
    const running = { promise: load(controller.signal), controller, askers: 0 };
    this.#running.set(key, running);
    void running.promise.then(
      (value) => {
        if (this.#running.get(key) === running) this.set(key, value);
      },
      () => undefined,
    );
    return running;
  }

  /** The last asker waits until the work has really stopped, so that no process outlives its question. */
  async #leave(key: string, running: Running<Value>): Promise<void> {
    if (this.#running.get(key) === running) this.#running.delete(key);
    running.controller.abort();
    await running.promise.catch(() => undefined);
  }
}

async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
