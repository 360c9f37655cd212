import { type Clock, RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { changePhase } from "./change-phase.ts";
import type { JobIntake } from "./job-intake.ts";
import type { HeldTypes } from "./job-service.ts";

/** Jobs released in one go. */
const PAGE = 200;

/** Which job types are held: nothing of them is started, and RUN is answered with HELD. Kept in the store. */
export class TypeHolds implements HeldTypes {
  readonly #store: Store;
  readonly #intake: JobIntake;
  readonly #clock: Clock;
  readonly #onRelease: () => void;

  constructor(store: Store, intake: JobIntake, clock: Clock, onRelease: () => void) {
    this.#store = store;
    this.#intake = intake;
    this.#clock = clock;
    this.#onRelease = onRelease;
  }

  /** The names of the types that are held. */
  names(): Promise<readonly string[]> {
    return this.#store.heldTypes();
  }

  /** @throws {RunyardError} `not-found` */
  async hold(type: string): Promise<void> {
    const { name } = this.#intake.type(type);
    await this.#store.transact((tx) => tx.setHeld(name, true));
  }

  /** Runs what came while the type was held, oldest first. @throws {RunyardError} `not-found` */
  async release(type: string): Promise<void> {
    const { name } = this.#intake.type(type);
    await this.#store.transact((tx) => tx.setHeld(name, false));
    await this.#runHeld(name);
    this.#onRelease();
  }

  /** Goes on with releases in whose middle an earlier server died. */
  async finishReleases(types: Iterable<string>): Promise<void> {
    // There may be ten thousand types, and seldom a job that is HELD.
    if ((await this.#store.jobs({ phases: ["HELD"], limit: 1 })).length === 0) return;
    const held = new Set(await this.#store.heldTypes());
    for (const type of types) if (!held.has(type)) await this.#runHeld(type);
  }

  async #runHeld(type: string): Promise<void> {
    const waiting: Job[] = [];
    const query = { types: [type], phases: ["HELD"], limit: PAGE } as const;
    for (let page = await this.#store.jobs(query); page.length > 0; ) {
      waiting.push(...page);
      const before = page.at(-1)?.sequence ?? 0;
      page = await this.#store.jobs({ ...query, before });
    }
    for (const job of waiting.toReversed()) await this.#run(job);
  }

  async #run({ id }: Job): Promise<void> {
    try {
      await this.#intake.run(id);
    } catch (error) {
      if (!(error instanceof RunyardError)) throw error;
      if (error.code === "bad-parameter") await this.#refuse(id, error.message);
      // Deleted or ended since it was read: that is its own business.
      else if (!["not-found", "not-allowed"].includes(error.code)) throw error;
    }
  }

  /** What was asked for can't be run any more: the configuration is another since. */
  async #refuse(id: string, message: string): Promise<void> {
    await this.#store.transact(async (tx) => {
      const job = await tx.job(id);
      if (job?.phase !== "HELD" || job.deleted) return;
      const error = { type: "fatal", message, detail: message } as const;
      await changePhase(tx, job, "ERROR", this.#clock.now(), { error });
    });
  }
}
