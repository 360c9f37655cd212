import type {
  Attempt,
  Item,
  ItemPhase,
  Job,
  JobEvent,
  JobType,
  Phase,
  Result,
  UsageSample,
} from "../job/mod.ts";
import type { JobCount, JobQuery, ResultQuery } from "../store/mod.ts";
import type { ScheduleService } from "./schedule-service.ts";

/** A file that was received whole, and waits to become a job's. */
export interface ReceivedFile {
  readonly parameter: string;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** What a new job is made of. Texts are as they came; the job type's parameters decide what they mean. */
export interface CreateRequest {
  readonly type: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly ReceivedFile[];
  readonly owner: string | null;
  readonly runId?: string;
  readonly priority?: number;
  readonly executionDurationSeconds?: number;
  readonly destructionAt?: number;
  /** Whether it is run at once. */
  readonly run: boolean;
  /** The same request with the same key makes no second job, for a day. */
  readonly idempotencyKey?: string;
}

/** A part of an output. */
export interface OutputPart {
  readonly bytes: Uint8Array;
  /** Where the part begins. */
  readonly offset: number;
  /** How long the output is now. */
  readonly sizeBytes: number;
  /** Whether no more will come. */
  readonly complete: boolean;
}

/** Which output is meant: the item may be left out where a job has only one. */
export interface OutputQuery {
  readonly item?: number;
  /** All that one attempt wrote, in place of an item's: setup and teardown of its interpreter included. */
  readonly attempt?: string;
  readonly stream: "stdout" | "stderr";
  readonly offset: number;
}

/** Which items of a job: those in a phase, from an index on. */
export interface ItemQuery {
  readonly phase?: ItemPhase;
  readonly from?: number;
  readonly limit?: number;
}

/** How long to wait, and in which phase alone. */
export interface WaitOptions {
  readonly phase?: Phase;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Which events: those after a sequence number, of one job or of all, until the signal. */
export interface EventQuery {
  readonly after: number;
  readonly job?: string;
  readonly signal: AbortSignal;
}

/** A result and the file that holds it. */
export interface ResultFile {
  readonly result: Result;
  readonly path: string;
}

/** How an agent is. */
export interface AgentStatus {
  readonly name: string;
  readonly host: string;
  readonly pid: number | null;
  readonly connected: boolean;
  /** Null for those whom it does not concern. */
  readonly attempts: number | null;
}

/** How a server is. */
export interface ServerStatus {
  readonly version: string;
  readonly startedAt: number;
  /** Null for those whom it does not concern. */
  readonly dataFolder: string | null;
  readonly counts: readonly JobCount[];
  readonly agents: readonly AgentStatus[];
}

/** Which job types are held. */
export interface HeldTypes {
  /** Their names. */
  names(): Promise<readonly string[]>;
  /** Nothing of the type is started until it is released; RUN is answered with HELD. @throws {RunyardError} `not-found` */
  hold(type: string): Promise<void>;
  /** Starts the type's jobs again, and runs those that are HELD. @throws {RunyardError} `not-found` */
  release(type: string): Promise<void>;
}

/**
 * Everything that a surface (UWS, JSON API, command line, page) may ask of the supervisor. Each method that takes a
 * job's id throws `not-found` for one that is not there, in one sentence for people.
 */
export interface JobService {
  readonly types: ReadonlyMap<string, JobType>;
  readonly holds: HeldTypes;
  readonly schedules: ScheduleService;

  /** Keeps a file while it is read; nothing of it stays when its size passes the limit. @throws {RunyardError} `too-large`, `store-full`, `bad-parameter` for a name that is a path */
  receiveFile(
    parameter: string,
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile>;
  /**
   * Checks whether an owner may keep so many bytes more, so that what will be refused need not be received.
   *
   * @param owner null: those without one; who asks, where it is left out
   * @throws {RunyardError} `store-full`
   */
  checkRoom(bytes: number, owner?: string | null): Promise<void>;
  /** Throws received files away that no job took. */
  dropFiles(files: readonly ReceivedFile[]): Promise<void>;

  /** @throws {RunyardError} `key-reused` where its idempotency key came with another request of this owner */
  create(request: CreateRequest): Promise<Job>;
  /** PENDING → QUEUED, or HELD while its type is; no change where it is queued or running already. @throws {RunyardError} `not-allowed` after its end */
  run(id: string): Promise<Job>;
  /** → ABORTED at once; its processes end after it. No change where it has ended. */
  abort(id: string): Promise<Job>;
  /**
   * EXECUTING → SUSPENDED: a command's and a function's processes are stopped, interpreters and nodes begin nothing new; its
   * execution duration does not go on, and its place is free. @throws {RunyardError} `not-allowed` in another phase
   */
  suspend(id: string): Promise<Job>;
  /** SUSPENDED → EXECUTING. @throws {RunyardError} `not-allowed` in another phase */
  resume(id: string): Promise<Job>;
  /** A new job of the items that one that has ended has not done (all items where it has done them all), queued. */
  retry(id: string, owner: string | null): Promise<Job>;
  /** Aborts it if need be, and forgets it. */
  remove(id: string): Promise<void>;
  /** Only while PENDING. */
  setParameters(
    id: string,
    parameters: Readonly<Record<string, readonly string[]>>,
    files: readonly ReceivedFile[],
  ): Promise<Job>;
  /** @returns the job, with the duration that is in force (a type's limit may be lower than what was asked for) */
  setExecutionDuration(id: string, seconds: number): Promise<Job>;
  setDestruction(id: string, at: number): Promise<Job>;
  /** Higher goes first. @throws {RunyardError} `not-allowed` after its end */
  setPriority(id: string, priority: number): Promise<Job>;
  /** How many instances may work at once, from now on. @throws {RunyardError} `not-allowed` before it is run, after its end */
  setInstances(id: string, instances: number): Promise<Job>;
  /**
   * Appends the names of a node set to the agenda of a job that is queued or running: in time, or not at all.
   *
   * @throws {RunyardError} `not-allowed` where it is neither, or its agenda can't grow; `bad-parameter` for names that
   * it has already, or that its agenda could never have
   */
  appendItems(id: string, items: string): Promise<Job>;
  /** Only while PENDING. */
  setRunId(id: string, runId: string): Promise<Job>;
  /** When a job would be done, by what its type's last ones took; null where nothing is known. */
  quote(job: Job): Promise<number | null>;

  job(id: string): Promise<Job>;
  jobs(query: JobQuery): Promise<readonly Job[]>;
  items(id: string, query?: ItemQuery): Promise<readonly Item[]>;
  attempts(id: string): Promise<readonly Attempt[]>;
  /** What an attempt used over time, oldest first; nothing of one that was over within seconds. */
  usage(id: string, attempt: string): Promise<readonly UsageSample[]>;
  /** A part of a job's results, in the order of its items; all where no limit is given. */
  results(id: string, query?: ResultQuery): Promise<readonly Result[]>;
  /** A result and the file that holds it. */
  resultFile(id: string, result: string): Promise<ResultFile>;
  /** Why a job that is not running waits, in one sentence; null where it doesn't. */
  whyWaiting(job: Job): Promise<string | null>;

  /**
   * Waits for a change of phase (UWS 1.1 §2.2.1.1): returns at once where the phase is not `phase`, or not one of
   * PENDING, QUEUED, EXECUTING.
   */
  wait(id: string, options: WaitOptions): Promise<Job>;
  /** Events after a sequence number, those stored first, then live ones, until the signal. */
  events(options: EventQuery): AsyncIterable<JobEvent>;
  /** The newest event's sequence number. */
  lastEvent(): Promise<number>;
  /** The sequence number of the oldest event that is still kept. */
  firstEvent(): Promise<number>;

  /** A part of an output, live or after the end. */
  output(id: string, query: OutputQuery & { readonly length: number }): Promise<OutputPart>;
  /** An output from an offset to its end, as it is written. The offset goes back to 0 where an item is tried again. */
  follow(id: string, query: OutputQuery & { readonly signal: AbortSignal }): AsyncIterable<OutputPart>;

  /** @param owner whose jobs are counted (null: those without one); everybody's where it is left out */
  status(owner?: string | null): Promise<ServerStatus>;
  /** Writes a copy of the store while work goes on. */
  backup(path: string): Promise<void>;
  /** Ends this server after its answer; with `abort` every job that is not ended is aborted first. */
  requestStop(options: { readonly abort: boolean }): Promise<void>;
}
