import type { ItemView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { askJson } from "../../api/client.ts";
import type { KnownItem } from "./live-items.ts";

const mostKept = 2000;
const mostAtOnce = 200;
/** Items may change faster than they are read: they are read so often at most. */
const pauseMs = 250;
const pauseAfterFailureMs = 3000;

interface Kept {
  readonly detail: ItemView;
  /** Which change it was read after. */
  readonly changes: number;
}

/** Reads items while they are in sight, one request at a time, and again when they have changed. */
export class SightReader {
  readonly #job: string;
  readonly #signal: AbortSignal;
  readonly #onRead: (details: ReadonlyMap<number, ItemView>) => void;
  readonly #kept = new Map<number, Kept>();
  #items: readonly KnownItem[] = [];
  #sight: readonly number[] = [];
  #isReading = false;
  #hasFailed = false;

  constructor(job: string, signal: AbortSignal, onRead: (details: ReadonlyMap<number, ItemView>) => void) {
    this.#job = job;
    this.#signal = signal;
    this.#onRead = onRead;
  }

  /** Tells what is in sight, and how the items are now. */
  look(items: readonly KnownItem[], sight: readonly number[]): void {
    this.#items = items;
    this.#sight = sight;
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (!this.#signal.aborted && !this.#sight.every((index) => this.#isKept(index))) {
      if (this.#kept.size > mostKept) this.#kept.clear();
      this.#hasFailed = false;
      await this.#readSight(this.#sight);
      const waitMs = this.#hasFailed ? pauseAfterFailureMs : pauseMs;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    this.#isReading = false;
  }

  /** Those in sight may stand far apart: one request for each stretch of them. */
  async #readSight(sight: readonly number[]): Promise<void> {
    const last = Math.max(...sight);
    for (let end = 0, place = 0; place < sight.length && sight === this.#sight; place++) {
      const from = sight[place] ?? 0;
      if (from < end || this.#isKept(from)) continue;
      end = Math.min(from + mostAtOnce, last + 1);
      await this.#readPart(from, end - from);
    }
  }

  async #readPart(from: number, limit: number): Promise<void> {
    const before = this.#items.slice(from, from + limit).map(({ changes }) => changes);
    const path = jobPath(this.#job, `/items${queryText({ from, limit })}`);
    // Nothing is shown for them until they can be read; the agenda says why.
    const page = await askJson<{ readonly items: readonly ItemView[] }>(path, { signal: this.#signal }).catch(
      () => undefined,
    );
    this.#hasFailed ||= page === undefined;
    if (page === undefined || this.#signal.aborted) return;
    for (const detail of page.items)
      this.#kept.set(detail.index, { detail, changes: before[detail.index - from] ?? 0 });
    this.#onRead(new Map([...this.#kept].map(([index, { detail }]) => [index, detail])));
  }

  #isKept(index: number): boolean {
    return this.#kept.get(index)?.changes === this.#items[index]?.changes;
  }
}
