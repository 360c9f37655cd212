import type { EventView, ItemView } from "../../../../src/server/api.ts";
import { jobPath, queryText } from "../../api/addresses.ts";
import { backOffMs, waitToRetry } from "../../api/back-off.ts";
import { askJson } from "../../api/client.ts";
import { onLiveEvents } from "../../api/live-events.ts";
import { type Readable, makeStore } from "../../api/store.ts";
import type { ItemPhase } from "./item-phases.ts";

/** What is told of the items. */
export interface ItemsState {
  /** Changes whenever an item has. */
  readonly version: number;
  /** Whether all of them have been read. */
  readonly isRead: boolean;
  readonly problem: string | null;
}

/** What the page keeps of every item: the rest is read for those in sight. */
export interface KnownItem {
  readonly name: string;
  readonly phase: ItemPhase;
  /** From 0 to 1; null where nobody told. */
  readonly progress: number | null;
  /** Goes up with each change. */
  readonly changes: number;
}

const pageSize = 1000;
/** Many changes are drawn at once: more rarely where there is more to go through. */
const publishEveryMs = 60;
const publishManyEveryMs = 500;
const many = 20_000;

/** The items of one job by their index, kept up to date by events. */
export class LiveItems {
  readonly #job: string;
  readonly #items: KnownItem[] = [];
  readonly #state = makeStore<ItemsState>({ version: 0, isRead: false, problem: null });
  /** What events have told since a page was asked for: it goes before the page. */
  readonly #told = new Set<number>();
  #isPublishing = false;
  #isLoading = false;
  #isWanted = false;

  constructor(job: string) {
    this.#job = job;
  }

  get state(): Readable<ItemsState> {
    return this.#state;
  }

  get items(): readonly KnownItem[] {
    return this.#items;
  }

  /** Reads all items and keeps them up to date, until told to stop. */
  follow(signal: AbortSignal): void {
    const stop = onLiveEvents((events, isGap) => {
      const own = events.filter(({ job }) => job === this.#job);
      if (isGap || own.some(bringsItems)) void this.#load(signal);
      if (own.filter((event) => this.#take(event)).length > 0) this.#publish();
    });
    signal.addEventListener("abort", stop);
    void this.#load(signal);
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.#isWanted = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    for (let failures = 0; this.#isWanted && !signal.aborted; ) {
      this.#isWanted = false;
      const problem = await this.#loadOnce(signal).then(() => null, messageOf);
      if (signal.aborted) break;
      this.#state.set({ ...this.#state.get(), isRead: problem === null, problem });
      if (problem === null) continue;
      this.#isWanted = true;
      await waitToRetry(backOffMs(++failures), signal);
    }
    this.#isLoading = false;
  }

  async #loadOnce(signal: AbortSignal): Promise<void> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      this.#told.clear();
      const page: ItemPage = await readPage(this.#job, cursor, signal);
      for (const item of page.items) if (!this.#told.has(item.index)) this.#put(item);
      cursor = page.next;
      this.#publish();
    }
  }

  #put({ index, name, phase, progress }: ItemView): void {
    const old = this.#items[index];
    this.#items[index] = { name, phase, progress, changes: (old?.changes ?? 0) + 1 };
  }

  /** @returns whether it concerns an item */
  #take({ change }: EventView): boolean {
    if (change.kind !== "item" && change.kind !== "progress") return false;
    const [index, name] = [change["index"] as number, change["name"] as string];
    const old = this.#items[index];
    // Further ones come with the page that they are on.
    if (old === undefined && index > this.#items.length) return false;
    const phase = change.kind === "item" ? (change["to"] as ItemPhase) : (old?.phase ?? "running");
    const progress = change.kind === "progress" ? (change["fraction"] as number) : null;
    this.#told.add(index);
    this.#items[index] = { name, phase, progress, changes: (old?.changes ?? 0) + 1 };
    return true;
  }

  #publish(): void {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    setTimeout(
      () => {
        this.#isPublishing = false;
        const state = this.#state.get();
        this.#state.set({ ...state, version: state.version + 1 });
      },
      this.#items.length > many ? publishManyEveryMs : publishEveryMs,
    );
  }
}

/** The agenda becomes items when a job is run, and may be appended to. */
function bringsItems({ change }: EventView): boolean {
  if (change.kind === "phase") return change["to"] === "QUEUED" || change["to"] === "HELD";
  return change.kind === "changed" && change["what"] === "items";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface ItemPage {
  readonly items: readonly ItemView[];
  readonly next: string | null;
}

function readPage(job: string, cursor: string | undefined, signal: AbortSignal): Promise<ItemPage> {
  return askJson<ItemPage>(jobPath(job, `/items${queryText({ limit: pageSize, cursor })}`), { signal });
}
