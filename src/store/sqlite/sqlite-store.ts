import { Emitter, RunyardError } from "../../core/mod.ts";
import type { JobEvent } from "../../job/mod.ts";
import type { Store, StoreTransaction } from "../store.ts";
import { backUp } from "./backup.ts";
import { CommitQueue } from "./commit-queue.ts";
import type { Database } from "./database.ts";
import type { FileLock } from "./file-lock.ts";
import { SqliteReader } from "./reader.ts";
import { Session } from "./session.ts";

/** What a store on SQLite is made of; it closes all of them. */
export interface SqliteParts {
  readonly lock: FileLock;
  readonly writer: Database;
  /** A second connection, so that reading sees committed state alone, also while a work is under way. */
  readonly reader: Database;
}

/** The store in one SQLite file. */
export class SqliteStore extends SqliteReader implements Store {
  readonly #parts: SqliteParts;
  readonly #queue: CommitQueue;
  readonly #emitter = new Emitter<{ committed: readonly JobEvent[] }>();
  readonly #backups = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  constructor(parts: SqliteParts) {
    super(new Session(parts.reader, { action: "read", endsWithFailure: false }));
    this.#parts = parts;
    this.#queue = new CommitQueue(parts.writer, (events) => this.#emitter.emit("committed", events));
  }

  async transact<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> {
    this.#checkOpen("write to");
    return this.#queue.add(work);
  }

  onEvents(listener: (events: readonly JobEvent[]) => void): () => void {
    return this.#emitter.on("committed", listener);
  }

  async backup(path: string): Promise<void> {
    this.#checkOpen("copy");
    const running = backUp(this.#parts.writer.file, path);
    this.#backups.add(running);
    try {
      await running;
    } finally {
      this.#backups.delete(running);
    }
  }

  /** Commits what is queued, then closes; the last connection's end moves the log into the file. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await this.#queue.drain();
    await Promise.allSettled(this.#backups);
    this.session.end(closed("read", this.#parts.writer.file));
    this.#parts.reader.close();
    this.#parts.writer.close();
    await this.#parts.lock.release();
  }

  #checkOpen(action: string): void {
    if (this.#closed !== undefined) throw closed(action, this.#parts.writer.file);
  }
}

function closed(action: string, file: string): RunyardError {
  return new RunyardError("store-unusable", `Cannot ${action} the store "${file}": it is closed`);
}
