/**
 * Several sources as one, in the order in which they come, until the first of them ends. Each is asked for its next
 * only when its last was taken, so that nothing piles up before a slow reader; null whenever nothing came for so long.
 */
export async function* merged<T>(
  sources: readonly AsyncIterable<T>[],
  everyMs: number,
): AsyncGenerator<T | null> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const inbox = new Inbox<T>();
  try {
    for (const iterator of iterators) inbox.ask(iterator);
    for (;;) {
      const came = await inbox.next(everyMs);
      if (came === null) {
        yield null;
        continue;
      }
      const { iterator, result } = came;
      if (result.done === true && iterator === iterators[0]) return;
      if (result.done === true) continue;
      yield result.value;
      inbox.ask(iterator);
    }
  } finally {
    // Whoever ends early is ended by the signal too; what is under way then fails where nobody looks.
    for (const iterator of iterators) void iterator.return?.().catch(() => undefined);
  }
}

interface Arrival<T> {
  readonly iterator: AsyncIterator<T>;
  readonly result: IteratorResult<T>;
}

/** What came of those that were asked. A race of their promises would keep a reaction for each round. */
class Inbox<T> {
  readonly #came: (Arrival<T> | { readonly error: unknown })[] = [];
  #wake: (() => void) | undefined;

  ask(iterator: AsyncIterator<T>): void {
    iterator.next().then(
      (result) => this.#put({ iterator, result }),
      (error: unknown) => this.#put({ error }),
    );
  }

  /** @returns null after so long. @throws what a source threw */
  async next(timeoutMs: number): Promise<Arrival<T> | null> {
    if (this.#came.length === 0) await this.#wait(timeoutMs);
    const first = this.#came.shift();
    if (first !== undefined && "error" in first) throw first.error;
    return first ?? null;
  }

  #put(arrival: Arrival<T> | { readonly error: unknown }): void {
    this.#came.push(arrival);
    this.#wake?.();
  }

  async #wait(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
