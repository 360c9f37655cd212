import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type Clock, type Log, messageOf } from "../core/mod.ts";
import type { Store } from "../store/mod.ts";
import type { AttemptControl } from "./attempt-control.ts";
import type { Ballast } from "./ballast.ts";
import type { DataFolder } from "./data-folder.ts";
import type { JobLife } from "./job-life.ts";
import { KEY_LIFETIME_MS } from "./keyed-request.ts";
import type { ResultFiles } from "./result-files.ts";

/** What housekeeping works with. */
export interface HousekeepingParts {
  readonly data: DataFolder;
  readonly store: Store;
  readonly files: ResultFiles;
  readonly ballast: Ballast;
  readonly life: JobLife;
  readonly attempts: AttemptControl;
  readonly clock: Clock;
  readonly log: Log;
}

/** Due jobs and silent agents are looked at this often. */
const CHECK_MS = 500;
/** So many events are kept for those who resume a stream. */
const EVENTS_KEPT = 200_000;
/** Older ones go in small steps, and so many in one check: more than the busiest server makes. */
const TRIM_ROUNDS = 8;

/** What a supervisor does by the clock: ends what is due, minds its agents, and keeps its folder from growing. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { ballast, data, log } = this.#parts;
    ballast.hold(data.path);
    this.#timer = setInterval(() => this.#check(), CHECK_MS);
    this.#removeRemains().catch((error: unknown) => {
      log.warn(`cannot remove what is left of deleted jobs: ${messageOf(error)}`);
    });
  }

  /** Fulfilled when a check that is under way is over. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  #check(): void {
    this.#running ??= this.#doAll()
      .catch((error: unknown) => this.#parts.log.warn(`cannot do what is due: ${messageOf(error)}`))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #doAll(): Promise<void> {
    const { ballast, life, attempts, store } = this.#parts;
    this.#holdBallast();
    await ballast.spend(() => life.endDue());
    await attempts.leases.check();
    await store.transact((tx) => tx.trimKeyedRequests(this.#parts.clock.now() - KEY_LIFETIME_MS));
    for (let round = 0; round < TRIM_ROUNDS; round++) {
      if ((await store.transact((tx) => tx.trimEvents(EVENTS_KEPT))) === 0) return;
      await turn();
    }
  }

  #holdBallast(): void {
    const { ballast, data, attempts } = this.#parts;
    if (ballast.isHeld) return;
    ballast.hold(data.path);
    if (ballast.isHeld) attempts.wake();
  }

  async #removeRemains(): Promise<void> {
    await this.#parts.life.finishRemovals();
    await this.#removeOrphans();
  }

  /** Folders of jobs whose row never came to be, or is gone: their server died in between. */
  async #removeOrphans(): Promise<void> {
    const { data, store, files, clock } = this.#parts;
    const startedAt = clock.now();
    for (const shard of await readdir(data.jobs).catch(() => [])) {
      for (const id of await readdir(join(data.jobs, shard)).catch(() => [])) {
        const { mtimeMs } = await stat(join(data.jobs, shard, id));
        // One that is younger than this server may be on its way to a row.
        if (mtimeMs < startedAt && (await store.job(id)) === undefined) await files.remove(id);
      }
    }
  }
}
