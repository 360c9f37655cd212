import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunyardError } from "../../core/mod.ts";
import type { JobEvent } from "../../job/mod.ts";
import type { StoreTransaction } from "../store.ts";
import type { Database } from "./database.ts";
import { Session } from "./session.ts";
import { anyStoreFailure } from "./store-failure.ts";
import { SqliteTransaction } from "./transaction.ts";

/** So many works share a commit at most: the loop gets a turn between commits, and must not wait long for it. */
const WORKS_PER_COMMIT = 256;

/**
 * Runs works one after another, many to a commit: the disk is waited for once for all that came together.
 *
 * Each work has a savepoint, so that one that throws takes nothing with it but its own writes. Where the file fails,
 * all works of the commit are rejected and the connection is ready for the next.
 */
export class CommitQueue {
  readonly #database: Database;
  readonly #onEvents: (events: readonly JobEvent[]) => void;
  #waiting: Entry[] = [];
  #running: Promise<void> | undefined;

  /** @param onEvents gets the events of each commit that has any, after it */
  constructor(database: Database, onEvents: (events: readonly JobEvent[]) => void) {
    this.#database = database;
    this.#onEvents = onEvents;
  }

  /** Queues a work. @returns what it returns, once it is committed */
  add<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = async (tx: StoreTransaction): Promise<() => void> => {
      const value = await work(tx);
      return () => resolve(value);
    };
    this.#waiting.push({ run, reject });
    this.#running ??= this.#runAll();
    return promise;
  }

  /** Waits until nothing is queued. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What else this turn of the loop queues joins the commit, and between two commits the loop serves others.
      await nextTurn();
      await this.#commit(this.#waiting.splice(0, WORKS_PER_COMMIT));
    }
    this.#running = undefined;
  }

  async #commit(entries: readonly Entry[]): Promise<void> {
    const done: Done[] = [];
    try {
      this.#database.run("BEGIN IMMEDIATE");
      for (const entry of entries) done.push(await this.#runOne(entry));
      this.#database.run("COMMIT");
    } catch (error) {
      const failure = anyStoreFailure("write to", this.#database.file, error);
      this.#rollBack();
      for (const entry of entries) entry.reject(failure);
      return;
    }
    for (const { settle } of done) settle();
    const events = done.flatMap((one) => one.events);
    if (events.length > 0) this.#onEvents(events);
  }

  /** @throws {RunyardError} where the file fails; what the work throws is in the returned `settle` */
  async #runOne(entry: Entry): Promise<Done> {
    const session = new Session(this.#database, { action: "write to", endsWithFailure: true });
    const tx = new SqliteTransaction(session);
    this.#database.run("SAVEPOINT work");
    try {
      const settle = await entry.run(tx);
      throwFailure(session);
      this.#database.run("RELEASE work");
      return { settle, events: tx.appended };
    } catch (error) {
      throwFailure(session);
      this.#database.run("ROLLBACK TO work");
      this.#database.run("RELEASE work");
      return { settle: () => entry.reject(error), events: [] };
    } finally {
      session.end(new TypeError("Cannot use the transaction: its work has ended"));
    }
  }

  /** Some failures have rolled back already. */
  #rollBack(): void {
    try {
      if (this.#database.inTransaction) this.#database.run("ROLLBACK");
    } catch {
      // The next BEGIN tells what is the case.
    }
  }
}

interface Entry {
  /** Does the work. @returns what fulfils its promise */
  readonly run: (tx: StoreTransaction) => Promise<() => void>;
  readonly reject: (error: unknown) => void;
}

interface Done {
  readonly settle: () => void;
  readonly events: readonly JobEvent[];
}

/** A work may have caught the failure; it is rejected all the same, because nothing that it wrote can be kept. */
function throwFailure(session: Session): void {
  const failure: RunyardError | undefined = session.failure;
  if (failure !== undefined) throw failure;
}
