import type {
  Attempt,
  AttemptPhase,
  Firing,
  Item,
  ItemPhase,
  Job,
  JobEvent,
  NewEvent,
  NewItem,
  Phase,
  Result,
  ScheduleState,
  UsageSample,
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

/** Work that may not start now: all of a type, an owner's of a type, all of an owner, or one job. */
export type BlockedWork =
  | { readonly type: string; readonly owner?: string | null }
  | { readonly ownedBy: string | null }
  | { readonly job: string };

/** A part of a job's results, which are in the order of its items, then of their ids. */
export interface ResultQuery {
  /** Those that follow this place; it need not be taken. */
  readonly after?: Pick<Result, "item" | "id">;
  readonly limit?: number;
}

/** What every reader sees: committed state, and inside a transaction its own writes too. */
export interface StoreReader {
  job(id: string): Promise<Job | undefined>;
  jobs(query: JobQuery): Promise<readonly Job[]>;
  /** How many jobs of each type there are in each phase: everybody's, or one owner's (null: those without one). */
  countJobs(owner?: string | null): Promise<readonly JobCount[]>;
  /** How many jobs of an owner have not begun: PENDING, HELD or QUEUED. */
  countWaiting(owner: string | null): Promise<number>;
  /** How much an owner's jobs keep: results, outputs, and files that came with them. It reads all of the owner's jobs. */
  storedBytes(owner: string | null): Promise<number>;
  /** Jobs that have waiting items and may run (QUEUED or EXECUTING, not deleted): higher priority first, then older. */
  readyJobs(limit: number, without?: readonly BlockedWork[]): Promise<readonly Job[]>;
  /** Jobs that must be looked at now, neither deleted nor ARCHIVED: destruction reached, or execution duration used up. */
  dueJobs(now: number, limit: number): Promise<readonly Job[]>;
  /** The ids of jobs that are deleted, and not removed yet. */
  deletedJobs(): Promise<readonly string[]>;
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
  /** What an attempt used over time, as it was kept at its end. */
  usageSamples(attempt: string): Promise<readonly UsageSample[]>;
  /** The request that an owner (null: who has no name) sent with an idempotency key, while its job is there. */
  keyedRequest(owner: string | null, key: string): Promise<KeyedRequest | undefined>;
  /** Which of these names the job's items have already. */
  takenNames(job: string, names: readonly string[]): Promise<readonly string[]>;
  /** The names of the job types that are held. */
  heldTypes(): Promise<readonly string[]>;
  /** What somebody is still to be told, or refused to be told, oldest first. */
  notices(): Promise<readonly KeptNotice[]>;
  notice(target: string, subject: string, kind: KeptNotice["kind"]): Promise<KeptNotice | undefined>;
  /** What was remembered under a name by those who tell people of failures; undefined where nothing was. */
  notifyState(name: string): Promise<unknown>;
  /** What is remembered of every schedule that was ever seen. */
  scheduleStates(): Promise<readonly ScheduleState[]>;
  scheduleState(id: string): Promise<ScheduleState | undefined>;
  /** The ids of the schedules whose last job may still be there in part. */
  openSchedules(): Promise<readonly string[]>;
  firing(schedule: string, due: number): Promise<Firing | undefined>;
  /** The firings of a schedule, newest first. */
  firings(schedule: string, limit: number): Promise<readonly Firing[]>;
  /** Firings that wait for the end of the last, oldest first: of one schedule or of all. */
  waitingFirings(schedule?: string): Promise<readonly Firing[]>;
  /** The firing that made a job; undefined where somebody submitted it. */
  firingOf(job: string): Promise<Firing | undefined>;
  /** All attempts that are not ended, of one agent or of all, with what limits are counted by. */
  liveAttempts(agent?: string): Promise<readonly LiveAttempt[]>;
  results(job: string, query?: ResultQuery): Promise<readonly Result[]>;
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

/** So many jobs of a type are in a phase. */
export interface JobCount {
  readonly type: string;
  readonly phase: Phase;
  readonly jobs: number;
}

/** A request that made a job, remembered under the key that its client gave it. */
export interface KeyedRequest {
  readonly owner: string | null;
  readonly key: string;
  /** Tells whether another request is the same. */
  readonly fingerprint: string;
  readonly job: string;
  readonly at: number;
}

/**
 * What somebody is to be told: the newest of its kind about its subject, and how many it stands for. There is at most one
 * for each target, subject and kind, so that a storm of failures does not fill the store.
 */
export interface KeptNotice {
  /** A mail address or a web address. */
  readonly target: string;
  /** What it is about, a job type for example. */
  readonly subject: string;
  readonly kind: "failure" | "recovery" | "success";
  /** How many it stands for, itself included. */
  readonly count: number;
  /** When the oldest of them came to be (ms). */
  readonly firstAt: number;
  readonly at: number;
  /** Why the target does not take it; null while it may still be told. */
  readonly refusal: string | null;
  /** What is told, as JSON: the store does not look into it. */
  readonly facts: unknown;
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
  /**
   * Removes a job with its items, attempts, results, output and events (its `deleted` event stays); of a large one only a
   * part, so that no transaction holds others up for long.
   *
   * @returns whether it is gone; until then it is to be called again, in further transactions
   */
  removeJob(id: string): Promise<boolean>;
  /**
   * Removes a job's results and its output; the job, its items and attempts stay. Of many it removes a part.
   *
   * @returns whether none is left
   */
  removeResults(job: string): Promise<boolean>;
  /** Remembers a request, in place of an older one with the same owner and key. */
  insertKeyedRequest(request: KeyedRequest): Promise<void>;
  /** Forgets the requests before this instant (ms). */
  trimKeyedRequests(before: number): Promise<void>;
  /** Holds a job type, or releases it; what it is already changes nothing. */
  setHeld(type: string, isHeld: boolean): Promise<void>;
  /** Writes a notice, in place of the one with the same target, subject and kind. */
  saveNotice(notice: KeptNotice): Promise<void>;
  removeNotice(notice: Pick<KeptNotice, "target" | "subject" | "kind">): Promise<void>;
  /** Remembers a value that JSON can hold under a name; null forgets it. */
  setNotifyState(name: string, value: unknown): Promise<void>;
  /** Writes what is remembered of a schedule. */
  saveScheduleState(state: ScheduleState): Promise<void>;
  /** Inserts a firing; its schedule has none that was due at the same instant. */
  insertFiring(firing: Firing): Promise<void>;
  saveFiring(firing: Firing): Promise<void>;
  /** Removes the oldest firings of a schedule, so that at most `keep` remain. */
  trimFirings(schedule: string, keep: number): Promise<void>;
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
  /** Keeps what an attempt used over time. */
  saveUsageSamples(attempt: string, samples: readonly UsageSample[]): Promise<void>;
  /** Appends an event; its sequence number, type and owner are the store's. */
  append(event: NewEvent): Promise<void>;
  /** Removes the oldest events, some hundreds at a time, so that at most `keep` remain. @returns how many it removed */
  trimEvents(keep: number): Promise<number>;
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
