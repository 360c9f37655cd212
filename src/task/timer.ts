import { parseDuration } from "../core/mod.ts";
import type { EventHandler } from "./worker-event.ts";

/** How a timer is made. Times are in seconds, or a text like `10m`. */
export interface TimerOptions {
  /** From now to the first time. */
  readonly fire: number | string;
  /** Its evTimer is called. */
  readonly handler: EventHandler;
  /** From each time to the next; once only unless told. */
  readonly interval?: number | string;
  /** Whether a run ends without waiting for it. */
  readonly autoclose?: boolean;
}

/** Calls a handler at a time, once or again and again. It runs while its task runs, and a task waits for it unless it is autoclose. */
export class Timer {
  readonly isAutoclose: boolean;
  readonly #handler: EventHandler;
  readonly #onChange: () => void;
  #dueAt: number;
  #intervalMs: number | null;
  #isValid = true;

  constructor(options: TimerOptions, onChange: () => void) {
    this.#handler = options.handler;
    this.#onChange = onChange;
    this.isAutoclose = options.autoclose ?? false;
    this.#dueAt = performance.now() + parseDuration(options.fire);
    this.#intervalMs = options.interval === undefined ? null : parseDuration(options.interval);
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
    this.#dueAt = performance.now() + parseDuration(fire);
    if (interval !== undefined) this.#intervalMs = parseDuration(interval);
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
