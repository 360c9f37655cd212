import type { RunyardError } from "../../core/mod.ts";
import type { Database, Row, SqlValue } from "./database.ts";
import { storeFailure } from "./store-failure.ts";

/** What a session is for. */
export interface SessionOptions {
  /** As in "Cannot read the store". */
  readonly action: string;
  /** Whether a failure of the file ends it: SQLite may have rolled back, and what came after would be committed alone. */
  readonly endsWithFailure: boolean;
}

/** The right to use a connection until it is ended; failures of the file come as sentences. */
export class Session {
  readonly #database: Database;
  readonly #options: SessionOptions;
  #refusal: Error | undefined;
  #failure: RunyardError | undefined;

  constructor(database: Database, options: SessionOptions) {
    this.#database = database;
    this.#options = options;
  }

  /** The last failure of the file, also where the caller swallowed it. */
  get failure(): RunyardError | undefined {
    return this.#failure;
  }

  /** From now on each use throws this. */
  end(refusal: Error): void {
    this.#refusal ??= refusal;
  }

  run(sql: string, ...values: readonly SqlValue[]): number {
    return this.#use(() => this.#database.run(sql, ...values));
  }

  get(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#use(() => this.#database.get(sql, ...values));
  }

  all(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#use(() => this.#database.all(sql, ...values));
  }

  #use<T>(call: () => T): T {
    if (this.#refusal !== undefined) throw this.#refusal;
    try {
      return call();
    } catch (error) {
      const failure = storeFailure(this.#options.action, this.#database.file, error);
      if (failure === undefined) throw error;
      this.#failure = failure;
      if (this.#options.endsWithFailure) this.end(failure);
      throw failure;
    }
  }
}
