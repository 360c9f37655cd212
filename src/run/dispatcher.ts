import { type Clock, type Log, messageOf } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import type { AgentLine, AgentLines } from "./agent-lines.ts";
import { type Claim, claimWork } from "./claim.ts";
import { startOrder } from "./launch-order.ts";
import type { OwnerLimits } from "./owner-limits.ts";
import type { Runner } from "./runner.ts";
import type { SecretBox } from "./secret-box.ts";

/** After a claim that the store refused (a full disk), how long until the next. */
const REFUSED_PAUSE_MS = 1000;

/** What a dispatcher works with. Types and slots are asked for anew each time: a reload replaces them. */
export interface DispatcherParts {
  readonly store: Store;
  readonly lines: AgentLines;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly types: () => ReadonlyMap<string, JobType>;
  /** How many attempts an agent may hold at once. */
  readonly slots: () => number;
  readonly ownerLimits: () => OwnerLimits;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether anything may be started now. */
  readonly mayStart: () => boolean;
  /** Ends an attempt whose order can't be written, or can't be understood. */
  readonly refuse: (claim: Claim, why: string) => Promise<void>;
}

/** Gives waiting work to agents with free places: woken whenever either may have changed, never by a clock. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  #isRunning = false;
  #isWanted = false;
  #isClosed = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Something may be startable now. Calls that come while it works are one more round. */
  wake(): void {
    this.#isWanted = true;
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    // At the next turn of the loop, so that what one turn submits is claimed together.
    setImmediate(() => void this.#run());
  }

  close(): void {
    this.#isClosed = true;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWanted && !this.#isClosed) {
        this.#isWanted = false;
        if (!this.#parts.mayStart()) return;
        for (const line of this.#parts.lines.all()) await this.#dispatchTo(line);
      }
    } catch (error) {
      this.#parts.log.warn(`cannot hand out work: ${messageOf(error)}`);
      setTimeout(() => this.wake(), REFUSED_PAUSE_MS).unref();
    } finally {
      this.#isRunning = false;
    }
  }

  async #dispatchTo(line: AgentLine): Promise<void> {
    const { store, runners, types, slots, ownerLimits, clock } = this.#parts;
    const place = { agent: line.name, slots: slots() };
    const rules = { types: types(), runners, ownerLimits: ownerLimits(), at: clock.now() };
    const claims = await store.transact((tx) => claimWork(tx, place, rules));
    for (const claim of claims) this.#send(line, claim);
  }

  #send(line: AgentLine, claim: Claim): void {
    this.#order(line, claim).catch((error: unknown) => {
      const now = this.#parts.lines.get(line.name);
      // An agent that is gone hears of it at its next hello. One that came back while the claim was written has had its
      // hello; one that is there and refuses won't do it later either.
      if (now !== undefined && now !== line) this.#send(now, claim);
      else if (now === line) this.#refuse(claim, messageOf(error));
    });
  }

  #refuse(claim: Claim, why: string): void {
    this.#parts.refuse(claim, why).catch((error: unknown) => {
      this.#parts.log.error(
        `cannot end attempt ${claim.attempt.id}, whose order was refused: ${messageOf(error)}`,
      );
      setTimeout(() => this.#refuse(claim, why), REFUSED_PAUSE_MS).unref();
    });
  }

  async #order(line: AgentLine, claim: Claim): Promise<void> {
    const { runners, clock, secrets } = this.#parts;
    const runner = runners.get(claim.job.plan?.runner ?? "");
    if (runner === undefined)
      throw new Error(`there is no runner "${claim.job.plan?.runner}" in this version`);
    const order = startOrder(claim, runner, { attemptsFolder: line.attemptsFolder, clock, secrets });
    await line.channel.ask("start", order);
  }
}
