import type { Clock } from "../core/mod.ts";
import type { LiveAttempt, Store } from "../store/mod.ts";
import { changePhase } from "./change-phase.ts";

/** An agent that has been silent for this long leaves its jobs UNKNOWN. */
const SILENT_MS = 5000;
/** An agent that has been silent for this long has lost its attempts: they are tried again elsewhere. */
const LEASE_MS = 60_000;

/** Ends an attempt that nobody will ever report. */
export type LoseAttempt = (attempt: LiveAttempt, message: string) => Promise<void>;

/** What becomes of jobs whose agent is silent: UNKNOWN, until it returns or its lease has ended. */
export class AgentLeases {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #isConnected: (agent: string) => boolean;
  readonly #lose: LoseAttempt;
  readonly #silentSince = new Map<string, number>();

  constructor(store: Store, clock: Clock, isConnected: (agent: string) => boolean, lose: LoseAttempt) {
    this.#store = store;
    this.#clock = clock;
    this.#isConnected = isConnected;
    this.#lose = lose;
  }

  /** Looks at every agent that holds attempts. Called about once a second. */
  async check(): Promise<void> {
    const live = await this.#store.liveAttempts();
    const now = this.#clock.now();
    for (const agent of new Set([...live.map((attempt) => attempt.agent), ...this.#silentSince.keys()])) {
      const mine = live.filter((attempt) => attempt.agent === agent);
      if (this.#isConnected(agent)) await this.#hear(agent, mine);
      else await this.#miss(agent, mine, now);
    }
  }

  async #hear(agent: string, attempts: readonly LiveAttempt[]): Promise<void> {
    if (!this.#silentSince.delete(agent)) return;
    await this.#change(attempts, "UNKNOWN", "EXECUTING");
  }

  async #miss(agent: string, attempts: readonly LiveAttempt[], now: number): Promise<void> {
    const since = this.#silentSince.get(agent) ?? now;
    this.#silentSince.set(agent, since);
    if (now - since >= LEASE_MS) {
      const message = `agent "${agent}" has not been heard for ${LEASE_MS / 1000} s`;
      for (const attempt of attempts) await this.#lose(attempt, message);
    } else if (now - since >= SILENT_MS) {
      await this.#change(attempts, "EXECUTING", "UNKNOWN");
    }
  }

  async #change(
    attempts: readonly LiveAttempt[],
    from: "EXECUTING" | "UNKNOWN",
    to: "EXECUTING" | "UNKNOWN",
  ): Promise<void> {
    for (const id of new Set(attempts.map((attempt) => attempt.job))) {
      await this.#store.transact(async (tx) => {
        const job = await tx.job(id);
        if (job?.phase === from) await changePhase(tx, job, to, this.#clock.now());
      });
    }
  }
}
