import type { Client } from "./client.ts";
import type { Entry } from "./run-entry.ts";

/** A client, and whose it is. */
export interface QueuedClient {
  readonly entry: Entry;
  readonly client: Client;
}

/** The clients of a run in the order in which they are started. */
export class RunQueue {
  readonly #all: QueuedClient[] = [];
  #next = 0;

  add(entry: Entry): void {
    for (const client of entry.clients) this.#all.push({ entry, client });
  }

  /** Whose turn is next; undefined where there is none. */
  get next(): QueuedClient | undefined {
    return this.#all[this.#next];
  }

  advance(): void {
    this.#next++;
  }

  /** Those whose turn has come. */
  get begun(): readonly Client[] {
    return this.#all.slice(0, this.#next).map(({ client }) => client);
  }

  /** Those whose turn is still to come. */
  get waiting(): readonly Client[] {
    return this.#all.slice(this.#next).map(({ client }) => client);
  }

  /** Keys that are running, and keys that wait. */
  progress(): { readonly running: readonly string[]; readonly waiting: readonly string[] } {
    return {
      running: this.begun.filter((client) => client.isRunning).flatMap(({ keys }) => keys),
      waiting: this.waiting.filter((client) => client.isWaiting).flatMap(({ keys }) => keys),
    };
  }

  /** Takes away those whose turn is still to come. */
  takeWaiting(): readonly Client[] {
    const { waiting } = this;
    this.#next = this.#all.length;
    return waiting;
  }
}
