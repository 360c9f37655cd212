import type {
  Attempt,
  AttemptPhase,
  Item,
  ItemPhase,
  Job,
  JobEvent,
  NewEvent,
  NewItem,
  Phase,
  Result,
} from "../job/mod.ts";

/** Which jobs a list shows, newest first. Deleted jobs are never shown. */
export interface JobQuery {
  readonly types?: readonly string[];
  /** Any of these. */
  readonly phases?: readonly Phase[];
  /** Jobs of this owner alone; null: those without one; left out: everybody's. */
  readonly owner?: string | null;
  /** Created strictly after this instant (ms). */
  readonly createdAfter?: number;
  /** With a smaller `sequence` than this: the next page. */
  readonly before?: number;
  readonly limit?: number;
}

/** Work that may not start now: all of a type, an owner's of a type, or one job. */
export type BlockedWork =
  | { readonly type: string; readonly owner?: string | null }
  | { readonly job: string };

/** What every reader sees: committed state, and inside a transaction its own writes too. */
export interface StoreReader {
  job(id: string): Promise<Job | undefined>;
  jobs(query: JobQuery): Promise<readonly Job[]>;
  /** How many jobs there are in each phase. */
  countJobs(): Promise<Readonly<Partial<Record<Phase, number>>>>;
  /** Jobs that have waiting items and may run (QUEUED or EXECUTING, not deleted): higher priority first, then older. */
  readyJobs(limit: number, without?: readonly BlockedWork[]): Promise<readonly Job[]>;
  /** Jobs that must be looked at now, neither deleted nor ARCHIVED: destruction reached, or execution duration used up. */
  dueJobs(now: number, limit: number): Promise<readonly Job[]>;
  /** The earliest instant at which `dueJobs` would find one, or undefined. */
  nextDue(): Promise<number | undefined>;
  item(job: string, index: number): Promise<Item | undefined>;
  /** Items in the order of the agenda, from `from` on. */
  items(
    job: string,
    query?: { readonly phase?: ItemPhase; readonly from?: number; readonly limit?: number },
  ): Promise<readonly Item[]>;
  /** Running items whose attempt is this one. */
  itemsOf(attempt: string): Promise<readonly Item[]>;
  attempt(id: string): Promise<Attempt | undefined>;
  attempts(job: string): Promise<readonly Attempt[]>;
  /** The names of the job types that are held. */
  heldTypes(): Promise<readonly string[]>;
  /** All attempts that are not ended, of one agent or of all, with what limits are counted by. */
  liveAttempts(agent?: string): Promise<readonly LiveAttempt[]>;
  results(job: string): Promise<readonly Result[]>;
  result(job: string, id: string): Promise<Result | undefined>;
  /** Small output that was moved into the store: from `offset`, at most `length` bytes; empty where there is none. */
  output(attempt: string, stream: "stdout" | "stderr", offset: number, length: number): Promise<Uint8Array>;
  /** Events after a sequence number, oldest first. */
  events(query: {
    readonly after: number;
    readonly job?: string;
    readonly limit: number;
  }): Promise<readonly JobEvent[]>;
  /** The newest event's sequence number, 0 before the first; it stays when the event is removed. */
  lastEvent(): Promise<number>;
  /** The oldest event that is still kept; events before it were trimmed. Where none is kept: the number of the next. */
  firstEvent(): Promise<number>;
}

/** An attempt that is not ended, with what limits are counted by. */
export interface LiveAttempt {
  readonly id: string;
  readonly job: string;
  readonly type: string;
  readonly owner: string | null;
  readonly agent: string;
  readonly phase: AttemptPhase;
  readonly instance: number;
  readonly item: number | null;
  /** Whether its job is suspended. */
  readonly isSuspended: boolean;
}

/** What a transaction may write. Each job change takes its event, so that none is made without one. */
export interface StoreTransaction extends StoreReader {
  /** Inserts a job; its `sequence` is given by the store. Emits `phase` from null. */
  insertJob(job: Omit<Job, "sequence">, at: number): Promise<Job>;
  /** Writes all fields of a job that exists. The item counts are the store's own and are not written by this. */
  saveJob(job: Job): Promise<void>;
  /** Removes a job with its items, attempts, results, output and events (its `deleted` event stays). */
  removeJob(id: string): Promise<void>;
  /** Removes a job's results and its output; the job, its items and attempts stay. */
  removeResults(job: string): Promise<void>;
  /** Holds a job type, or releases it; what it is already changes nothing. */
  setHeld(type: string, isHeld: boolean): Promise<void>;
  /** Adds items after those that exist, waiting. */
  insertItems(job: string, items: readonly NewItem[]): Promise<void>;
  /** Writes an item; the job's item counts follow. */
  saveItem(item: Item): Promise<void>;
  insertAttempt(attempt: Attempt): Promise<void>;
  saveAttempt(attempt: Attempt): Promise<void>;
  /** Inserts results; one with an id that its job has takes that one's place. */
  insertResults(results: readonly Result[]): Promise<void>;
  /** Writes an attempt's output, in place of what was written before. */
  insertOutput(attempt: string, stream: "stdout" | "stderr", bytes: Uint8Array): Promise<void>;
  /** Appends an event; its sequence number, type and owner are the store's. */
  append(event: NewEvent): Promise<void>;
  /** Removes the oldest events, so that at most `keep` remain. */
  trimEvents(keep: number): Promise<void>;
}

/**
 * Where jobs are kept. Asynchronous, and knows nothing of any database's ways: `test/conformance/store.ts` is the
 * suite that each implementation passes.
 */
export interface Store extends StoreReader, AsyncDisposable {
  /**
   * Runs one unit of work: all of its writes are committed, or none.
   *
   * Works run one after another and may share a commit; the promise is fulfilled when the commit is durable against
   * the death of this process. A work awaits nothing but the transaction's own methods, and may be run again from its
   * beginning, so it changes nothing else.
   *
   * @throws {RunyardError} `store-full` or `store-unusable`; whatever the work throws, after rolling it back
   */
  transact<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  /** Calls the listener with each commit's events, in their order, after the commit. @returns the unsubscriber */
  onEvents(listener: (events: readonly JobEvent[]) => void): () => void;
  /** Writes a consistent copy to a new file while work goes on. @throws {RunyardError} where the file exists already */
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}
