import { type Log, messageOf } from "../core/mod.ts";

/** What is under way for each schedule: one thing after another, and nothing that fails stops the next. */
export class WorkQueues {
  readonly #log: Log;
  readonly #chains = new Map<string, Promise<void>>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(schedule: string, work: () => Promise<void>): void {
    const before = this.#chains.get(schedule) ?? Promise.resolve();
    const chain = before.then(work).catch((error: unknown) => {
      this.#log.error(`schedule "${schedule}": ${messageOf(error)}`);
    });
    this.#chains.set(schedule, chain);
    void chain.then(() => {
      if (this.#chains.get(schedule) === chain) this.#chains.delete(schedule);
    });
  }

  get isIdle(): boolean {
    return this.#chains.size === 0;
  }

  /** Fulfilled when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#chains.size > 0) await Promise.all(this.#chains.values());
  }
}
