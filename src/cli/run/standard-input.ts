import { setTimeout as sleep } from "node:timers/promises";
import { InputSpool, type Worker } from "../../task/mod.ts";

/** So far the slowest command may be behind before no more is read. */
const MOST_BEHIND = 64 * 1024 * 1024;

/**
 * The input that every node gets: read as fast as the slowest running command takes it, give or take 64 MiB in a temporary
 * file; all of it is stored while nodes wait for their turn.
 */
export class StandardInput {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #kept: InputSpool | null;
  readonly #first: string;
  #next: Promise<IteratorResult<Uint8Array>> | null = null;

  /**
   * @param first stands before it: the password that `sudo -S` reads
   * @param replays whether later workers get all of it too
   */
  constructor(source: AsyncIterable<Uint8Array>, first: string, replays: boolean) {
    this.#source = source[Symbol.asyncIterator]();
    this.#first = first;
    this.#kept = replays ? new InputSpool() : null;
  }

  /** Gives it to a worker until there is no more, or the worker is over. */
  async feed(worker: Worker): Promise<void> {
    if (this.#first !== "") worker.write(this.#first);
    for await (const part of this.#parts()) {
      if (worker.isClosed) return;
      worker.write(part);
      while (worker.pendingInputBytes > MOST_BEHIND && !worker.isClosed) await sleep(20);
    }
    worker.setWriteEof();
  }

  close(): void {
    this.#kept?.[Symbol.dispose]();
  }

  async *#parts(): AsyncGenerator<Uint8Array> {
    for (let index = 0; ; ) {
      const known = this.#kept?.part(index);
      if (known !== undefined) {
        index++;
        yield known;
        continue;
      }
      const { done, value } = await this.#pull();
      if (done === true) return;
      if (this.#kept === null) yield value;
    }
  }

  /** A worker that was over before its input may have left somebody waiting for the next part: there is one of it. */
  #pull(): Promise<IteratorResult<Uint8Array>> {
    this.#next ??= this.#source.next().then((result) => {
      this.#next = null;
      if (result.done !== true) this.#kept?.append(result.value);
      return result;
    });
    return this.#next;
  }
}
