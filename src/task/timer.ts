import { parseDuration } from "../core/mod.ts";

/** What hears of a timer. */
export interface TimerHandler {
  evTimer?(timer: Timer): void;
}

/** How a timer is made. Times are in seconds, or a text like `10m`. */
export interface TimerOptions {
  /** From now to the first time. */
  readonly fire: number | string;
  /** Its evTimer is called. */
  readonly handler: TimerHandler;
  /** From each time to the next; once only unless told. */
  readonly interval?: number | string;
  /** Whether a run ends without waiting for it. */
  readonly autoclose?: boolean;
}

/** Calls a handler at a time, once or again and again. It runs while its task runs, and a task waits for it unless it is autoclose. */
export class Timer {
  readonly isAutoclose: boolean;
  readonly #handler: TimerHandler;
  readonly #onChange: () => void;
  #dueAt: number;
  #intervalMs: number | null;
  #isValid = true;

  /** @throws {TypeError} without a handler @throws {RangeError} for times that are none */
  constructor(options: TimerOptions, onChange: () => void) {
    if (typeof options.handler !== "object") throw new TypeError("Cannot make a timer: it needs a handler");
    this.#handler = options.handler;
    this.#onChange = onChange;
    this.isAutoclose = options.autoclose ?? false;
    this.#dueAt = performance.now() + timeOf(options.fire);
    this.#intervalMs = intervalOf(options.interval);
  }

  /** When it is due next, by performance.now(); null where it is over. */
  get dueAt(): number | null {
    return this.#isValid ? this.#dueAt : null;
  }

  /** Whether it will be called again. */
  isValid(): boolean {
    return this.#isValid;
  }

  /** It is never called again. */
  invalidate(): void {
    this.#isValid = false;
    this.#onChange();
  }

  /** Sets its next time anew, and its interval where one is told. */
  setNextFire(fire: number | string, interval?: number | string): void {
    this.#dueAt = performance.now() + timeOf(fire);
    if (interval !== undefined) this.#intervalMs = intervalOf(interval);
    this.#isValid = true;
    this.#onChange();
  }

  /** For the task: its time has come. Times that were missed are made up for one by one, so that none is lost. */
  fire(): void {
    if (this.#intervalMs === null) this.#isValid = false;
    else this.#dueAt += this.#intervalMs;
    this.#handler.evTimer?.(this);
  }
}

/** @throws {RangeError} for less than nothing */
function timeOf(time: number | string): number {
  const milliseconds = parseDuration(time);
  if (milliseconds >= 0) return milliseconds;
  throw new RangeError(`Cannot set a timer to ${time} s: a time is 0 or more`);
}

/** An interval of nothing is none. */
function intervalOf(interval: number | string | undefined): number | null {
  const milliseconds = interval === undefined ? 0 : timeOf(interval);
  return milliseconds > 0 ? milliseconds : null;
}
