import type { Timer } from "./timer.ts";

/** What is done when a timer is due, and when there is nothing more to wait for. */
interface TimerHost {
  fire(timer: Timer): void;
  onIdle(): void;
}

/** Node's timers know no longer time: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** The timers of a run: one alarm for all of them. */
export class RunTimers {
  readonly #host: TimerHost;
  readonly #timers = new Set<Timer>();
  #alarm: NodeJS.Timeout | null = null;
  #isStopped = true;

  constructor(host: TimerHost) {
    this.#host = host;
  }

  /** Whether the run waits for one of them. */
  get areAwaited(): boolean {
    return [...this.#timers].some((timer) => timer.isValid() && !timer.isAutoclose);
  }

  add(timer: Timer): void {
    this.#timers.add(timer);
    this.setAlarm();
  }

  clear(): void {
    this.#timers.clear();
    this.setAlarm();
  }

  start(): void {
    this.#isStopped = false;
    this.setAlarm();
  }

  stop(): void {
    this.#isStopped = true;
    this.setAlarm();
  }

  /** Sets the alarm for the one that is due next. */
  setAlarm(): void {
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#alarm = null;
    if (this.#isStopped) return;
    const next = Math.min(...[...this.#timers].map((timer) => timer.dueAt ?? Infinity));
    if (next === Infinity) return this.#host.onIdle();
    this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(0, next - performance.now()), LONGEST_MS));
  }

  #ring(): void {
    for (const timer of [...this.#timers]) {
      // One that another has ended in the same turn is not called.
      if (timer.dueAt !== null && timer.dueAt <= performance.now()) this.#host.fire(timer);
      if (timer.dueAt === null) this.#timers.delete(timer);
    }
    this.setAlarm();
    this.#host.onIdle();
  }
}
