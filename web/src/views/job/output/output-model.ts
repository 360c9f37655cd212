import { jobPath, queryText } from "../../../api/addresses.ts";
import { backOffMs, waitToRetry } from "../../../api/back-off.ts";
import { ask } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem-error.ts";
import { type Readable, makeStore } from "../../../api/store.ts";
import { LineIndex, linesOfPage, splitLines } from "./line-index.ts";
import { RecentBytes } from "./recent-bytes.ts";

/** Which output of a job. */
export interface OutputName {
  readonly job: string;
  readonly stream: "stdout" | "stderr";
  /** Null where the job has one item. */
  readonly item: number | null;
}

/** What is known of an output. */
export interface OutputState {
  readonly lines: number;
  readonly sizeBytes: number;
  /** No more will come. */
  readonly isComplete: boolean;
  /** Whether the server has answered at all. */
  readonly isRead: boolean;
  readonly problem: string | null;
  /** Changes when lines that were asked for are there. */
  readonly version: number;
}

const keptBytes = 8_000_000;
/** Some 40,000 lines: more than anybody looks at at once. */
const keptPages = 320;
/** Pages that are read with one request. */
const pagesAtOnce = 8;
const tellMs = 60;
const empty: OutputState = {
  lines: 0,
  sizeBytes: 0,
  isComplete: false,
  isRead: false,
  problem: null,
  version: 0,
};

/**
 * An output that may have millions of lines and may still grow: it is read once from its beginning to learn where its
 * lines are, then followed; the lines in sight are read by ranges where they are not kept.
 */
export class OutputModel {
  readonly #name: OutputName;
  readonly #state = makeStore<OutputState>(empty);
  #index = new LineIndex();
  #recent = new RecentBytes(keptBytes);
  #pages = new Map<number, readonly string[]>();
  #asked = new Set<number>();
  #telling: number | undefined;
  #isRead = false;
  #isComplete = false;
  #problem: string | null = null;

  constructor(name: OutputName) {
    this.#name = name;
  }

  get state(): Readable<OutputState> {
    return this.#state;
  }

  /** Reads and follows until told to stop, or no more will come. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        if (await this.#readOn(signal)) return;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ProblemError && [400, 401, 404].includes(error.status))
          return this.#tellNow({ isRead: true, problem: error.message });
        failures++;
      }
      await waitToRetry(backOffMs(failures), signal);
    }
  }

  /** A line, counted from 0; undefined where it is on its way. */
  line(number: number): string | undefined {
    const page = Math.floor(number / linesOfPage);
    return this.#page(page)?.[number % linesOfPage];
  }

  /** The lines of several pages, read with one request. */
  async readPages(first: number, count: number, signal: AbortSignal): Promise<readonly string[]> {
    const [from] = this.#index.pageBytes(first);
    const [, end] = this.#index.pageBytes(first + count - 1);
    return splitLines(this.#recent.slice(from, end) ?? (await this.#fetch(from, end, signal)));
  }

  /** @returns whether no more will come */
  async #readOn(signal: AbortSignal): Promise<boolean> {
    const offset = this.#index.sizeBytes;
    const response = await ask(this.#path({ offset, follow: "true" }), { signal });
    const size = Number(response.headers.get("runyard-output-size"));
    // It was tried again, and begins anew.
    if (size < offset) this.#reset();
    else for await (const bytes of response.body ?? []) this.#take(bytes);
    const now = await ask(this.#path({}), { method: "HEAD", signal });
    const sizeNow = Number(now.headers.get("runyard-output-size"));
    const isComplete = now.headers.get("runyard-output-complete") === "true";
    this.#isRead = true;
    this.#isComplete = isComplete && sizeNow === this.#index.sizeBytes;
    this.#tellSoon();
    return this.#isComplete;
  }

  #take(bytes: Uint8Array): void {
    const last = Math.floor(this.#index.lines / linesOfPage);
    this.#index.add(bytes);
    this.#recent.add(bytes);
    this.#pages.delete(last);
    this.#pages.delete(last - 1);
    this.#isRead = true;
    this.#tellSoon();
  }

  #page(page: number): readonly string[] | undefined {
    const known = this.#pages.get(page);
    if (known !== undefined) return known;
    const [from, end] = this.#index.pageBytes(page);
    const bytes = this.#recent.slice(from, end);
    if (bytes !== undefined) return this.#keep(page, splitLines(bytes));
    if (!this.#asked.has(page)) void this.#load(page - (page % pagesAtOnce));
    return undefined;
  }

  async #load(first: number): Promise<void> {
    const pages = Array.from({ length: pagesAtOnce }, (_, count) => first + count);
    for (const page of pages) this.#asked.add(page);
    const index = this.#index;
    try {
      const lines = await this.readPages(first, pagesAtOnce, new AbortController().signal);
      if (index === this.#index)
        for (const [count, page] of pages.entries())
          this.#keep(page, lines.slice(count * linesOfPage, (count + 1) * linesOfPage));
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    for (const page of pages) this.#asked.delete(page);
    this.#tellSoon();
  }

  #keep(page: number, lines: readonly string[]): readonly string[] {
    this.#pages.set(page, lines);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > keptPages && oldest !== undefined) this.#pages.delete(oldest);
    return lines;
  }

  async #fetch(from: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const response = await ask(this.#path({ offset: from, length: end - from }), { signal });
    return new Uint8Array(await response.arrayBuffer());
  }

  #path(query: Readonly<Record<string, string | number>>): string {
    const { job, stream, item } = this.#name;
    return jobPath(job, `/output/${stream}${queryText({ ...query, item: item ?? undefined })}`);
  }

  #reset(): void {
    this.#index = new LineIndex();
    this.#recent = new RecentBytes(keptBytes);
    this.#pages = new Map();
    this.#asked = new Set();
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#telling ??= window.setTimeout(() => this.#tellNow({}), tellMs);
  }

  #tellNow(more: Partial<OutputState>): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#state.set({
      lines: this.#index.lines,
      sizeBytes: this.#index.sizeBytes,
      isComplete: this.#isComplete,
      isRead: this.#isRead,
      problem: this.#problem,
      version: this.#state.get().version + 1,
      ...more,
    });
  }
}
