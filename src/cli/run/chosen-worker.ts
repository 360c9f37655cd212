import type { ProcessEnd } from "../../process/mod.ts";
import { type ClientPlan, Worker, type WorkerContext, type WorkerOptions } from "../../task/mod.ts";

/** Another worker's commands for some of its nodes, which keep their rank: a batch, or those that are tried again. */
export class ChosenWorker extends Worker {
  readonly keys: readonly string[];
  readonly #whole: Worker;
  #lastEnd: ProcessEnd | null = null;

  constructor(whole: Worker, keys: readonly string[], options: WorkerOptions) {
    super(options);
    this.#whole = whole;
    this.keys = keys;
  }

  /** How the process ended whose return code was asked for last. */
  get lastEnd(): ProcessEnd | null {
    return this.#lastEnd;
  }

  describe(): string {
    return this.#whole.describe();
  }

  plan(context: WorkerContext): readonly ClientPlan[] {
    const chosen = new Set(this.keys);
    return this.#whole.plan(context).flatMap((plan) => {
      const keys = plan.keys.filter((key) => chosen.has(key));
      return keys.length === 0 ? [] : [{ ...plan, keys }];
    });
  }

  override returnCodeOf(end: ProcessEnd): number {
    this.#lastEnd = end;
    return this.#whole.returnCodeOf(end);
  }
}
