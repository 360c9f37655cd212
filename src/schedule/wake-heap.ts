/** What is to be done at an instant (ms). */
export interface Wake {
  readonly at: number;
}

/** Instants in order: a binary heap, so that ten thousand schedules cost no more than a few. */
export class WakeHeap<Item extends Wake> {
  readonly #items: Item[] = [];

  get first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((items[above]?.at ?? 0) <= item.at) break;
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): Item | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    items[0] = last;
    this.#sink();
    return first;
  }

  clear(): void {
    this.#items.length = 0;
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const least = [at, 2 * at + 1, 2 * at + 2].reduce((a, b) => (this.#at(b) < this.#at(a) ? b : a));
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #at(index: number): number {
    return this.#items[index]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#items[a], this.#items[b]];
    if (one === undefined || other === undefined) return;
    this.#items[a] = other;
    this.#items[b] = one;
  }
}
