import type { UsageSample } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { RunyardError } from "../core/mod.ts";
import type { AttemptSample } from "./agent-protocol.ts";
import { knownJob } from "./job-intake.ts";

/** Samples held of one attempt: when there are more, every other goes. */
const MOST_SAMPLES = 240;

/** What running attempts use over time: held while they run, and stored at their ends. What a killed server held is lost. */
export class AttemptUsage {
  readonly #store: Store;
  readonly #held = new Map<string, UsageSample[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  add(samples: readonly AttemptSample[]): void {
    for (const { attempt, ...sample } of samples) {
      const held = this.#held.get(attempt) ?? [];
      held.push(sample);
      this.#held.set(attempt, held.length > MOST_SAMPLES ? held.filter((_, index) => index % 2 === 0) : held);
    }
  }

  /** The attempt has ended. */
  async keep(attempt: string): Promise<void> {
    const held = this.#held.get(attempt);
    if (held === undefined) return;
    await this.#store.transact(async (tx) => {
      if ((await tx.attempt(attempt)) !== undefined) await tx.saveUsageSamples(attempt, held);
    });
    this.#held.delete(attempt);
  }

  /** @throws {RunyardError} `not-found` where the job has no such attempt */
  async of(id: string, attempt: string): Promise<readonly UsageSample[]> {
    const job = await knownJob(this.#store, id);
    if ((await this.#store.attempt(attempt))?.job !== job.id)
      throw new RunyardError(
        "not-found",
        `Cannot find attempt "${attempt}" of job "${id}": it has no such attempt`,
      );
    return this.#held.get(attempt) ?? this.#store.usageSamples(attempt);
  }
}
