import { parseDuration } from "../core/mod.ts";
import type { Fanout, FanoutChild, FanoutListener, FanoutSpec, ProcessEnd } from "../process/mod.ts";
import { EventQueue } from "./event-queue.ts";
import { noCode } from "./no-code.ts";
import { returnCode } from "./return-code.ts";
import type { BufferAndKeys, RunResults } from "./results.ts";
import type { Settings, TaskDefaults, TaskInfo } from "./settings.ts";
import type { StreamName, WorkerEvent } from "./worker-event.ts";

/** What hears of a worker. */
export interface WorkerHandler {
  evStart?(worker: Worker): void;
  evPickup?(worker: Worker, key: string): void;
  /** @param goesOn whether it is a piece of a line that is longer than 1 MiB, and the next one belongs to it */
  evRead?(worker: Worker, key: string, stream: StreamName, line: Uint8Array, goesOn: boolean): void;
  /** Bytes as they come, which are the handler's for the length of the call alone. */
  evOutput?(worker: Worker, key: string, stream: StreamName, bytes: Uint8Array): void;
  evWritten?(worker: Worker, key: string, bytes: number): void;
  evHup?(worker: Worker, key: string, returnCode: number): void;
  evTimeout?(worker: Worker, key: string): void;
  evClose?(worker: Worker, timedOut: boolean): void;
  /** A gateway has failed, and its nodes take another way. */
  evRouting?(worker: Worker, change: { readonly gateway: string; readonly nodes: string }): void;
}

/** What every worker may be told. */
export interface WorkerOptions {
  readonly handler?: WorkerHandler;
  /** For each command, in seconds, or as a text like `10m`; the task's commandTimeout unless told. */
  readonly timeout?: number | string;
  /** Whether stderr is kept apart from stdout; the task's default unless told. */
  readonly stderr?: boolean;
  /** Whether its commands have an input that can be written to; the task's default unless told. */
  readonly stdin?: boolean;
  /** Whether it ends when nothing else of its task is left. */
  readonly autoclose?: boolean;
}

/** One process that a worker wants started. */
export interface ClientPlan {
  /** Whom it is for: one key, or several whose command is one process. */
  readonly keys: readonly string[];
  readonly spec: ClientSpec;
  /** What is started instead, where it depends on what is under way when its turn comes. */
  readonly begin?: () => ClientSpec;
}

/** What is started. */
export interface ClientSpec extends Omit<FanoutSpec, "stdin" | "stderr"> {
  /** Starts it in place of the fanout, which is there for what can't be started so. */
  readonly start?: ClientStart | undefined;
  /** What it reads before all that its worker is given to read. */
  readonly input?: Uint8Array | undefined;
  /** Called once, when its process is gone. */
  readonly onGone?: () => void;
}

/** Hears of what was started, which need not be a process that is here. */
export interface ClientListener extends Omit<FanoutListener, "onStart"> {
  onStart(): void;
}

/** Starts one command. The listener hears nothing before this has returned. */
export type ClientStart = (fanout: Fanout, spec: FanoutSpec, listener: ClientListener) => FanoutChild;

/** What a worker knows of its task when it makes its plans. */
export interface WorkerContext {
  readonly defaults: Settings<TaskDefaults>;
  readonly info: Settings<TaskInfo>;
}

/** What a task does for a worker that runs in it. */
export interface WorkerHost {
  write(worker: Worker, bytes: Uint8Array): void;
  endInput(worker: Worker): void;
  abort(worker: Worker): void;
  pendingInputBytes(worker: Worker): number;
}

/**
 * One command on one set of keys: nodes, or a name for a command that runs here. A worker is scheduled once, in one task.
 *
 * @example
 * ```ts
 * for await (const event of task.shell("uptime", { nodes: "node[1-9]" }))
 *   if (event.kind === "hup") console.log(event.key, event.returnCode);
 * ```
 */
export abstract class Worker implements AsyncIterable<WorkerEvent> {
  readonly options: WorkerOptions;
  readonly #queues = new Set<EventQueue<WorkerEvent>>();
  readonly #closed = Promise.withResolvers<void>();
  #place: { readonly host: WorkerHost; readonly results: RunResults; readonly number: number } | null = null;
  #early: ((host: WorkerHost) => void)[] = [];
  #state: "new" | "scheduled" | "closed" = "new";

  constructor(options: WorkerOptions) {
    this.options = options;
    if (options.timeout !== undefined) parseDuration(options.timeout);
  }

  /** Whom it is for, in the order in which they are started. */
  abstract get keys(): readonly string[];

  /** What it is, in few words. */
  abstract describe(): string;

  /** The processes that do it, in their order. @throws {RunyardError} where there can be none */
  abstract plan(context: WorkerContext): readonly ClientPlan[];

  /** The return code of a key, of how its process ended. */
  returnCodeOf(end: ProcessEnd): number {
    return returnCode(end);
  }

  /** Whether all is over. */
  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Fulfilled when all is over. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Its number in its task; null before it is scheduled. */
  get number(): number | null {
    return this.#place?.number ?? null;
  }

  /** Writes to the input of its commands: all of them, also those that are still to start. */
  write(bytes: Uint8Array | string): void {
    const data = typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes);
    this.#withHost((host) => host.write(this, data));
  }

  /**
   * How much of what was written the slowest running command has not been given yet; a writer that waits while it is
   * large keeps what is stored for it small. 0 while a command waits for its turn: all is stored for that one.
   */
  get pendingInputBytes(): number {
    return this.#place?.host.pendingInputBytes(this) ?? 0;
  }

  /** The end of their input. */
  setWriteEof(): void {
    this.#withHost((host) => host.endInput(this));
  }

  /** Ends its commands; nothing more of it is started. */
  abort(): void {
    this.#withHost((host) => host.abort(this));
  }

  /** What was written to stdout for a key, byte for byte. */
  nodeBuffer(key: string): Uint8Array {
    return this.#read((results, number) => results.buffer("stdout", key, number)) ?? new Uint8Array(0);
  }

  /** What was written to stderr for a key, where it is kept apart. */
  nodeError(key: string): Uint8Array {
    return this.#read((results, number) => results.buffer("stderr", key, number)) ?? new Uint8Array(0);
  }

  /** @throws {RangeError} where it has none: unknown, still running, or timed out */
  nodeRetcode(key: string): number {
    const code = this.#read((results, number) => results.code(key, number));
    if (code === undefined) throw noCode(key);
    return code;
  }

  buffers(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.#read((results, number) => results.buffers("stdout", matchKeys, number)) ?? [];
  }

  errors(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.#read((results, number) => results.buffers("stderr", matchKeys, number)) ?? [];
  }

  retcodes(matchKeys?: Iterable<string>): ReturnType<RunResults["codes"]> {
    return this.#read((results, number) => results.codes(matchKeys, number)) ?? [];
  }

  maxRetcode(): number | null {
    return this.#read((results, number) => results.maxCode(number)) ?? null;
  }

  keysTimeout(): readonly string[] {
    return this.#read((results, number) => results.timeouts(number)) ?? [];
  }

  numTimeout(): number {
    return this.keysTimeout().length;
  }

  /** Keys that were given up because they wrote more than the task's outputLimit. */
  keysOverflowed(): readonly string[] {
    return this.#read((results, number) => results.overflows(number)) ?? [];
  }

  /** Keys of whose outputs only the beginning is kept, because the disk takes no more. */
  keysCut(): readonly string[] {
    return this.#read((results, number) => results.cut(number)) ?? [];
  }

  get didTimeout(): boolean {
    return this.numTimeout() > 0;
  }

  /** Its events from here on, until it is closed. */
  [Symbol.asyncIterator](): AsyncIterator<WorkerEvent> {
    const queue = new EventQueue<WorkerEvent>(bytesOf, () => this.#queues.delete(queue));
    if (this.isClosed) queue.end();
    else this.#queues.add(queue);
    return queue;
  }

  /** Whether anybody wants to hear of single lines. */
  get wantsLines(): boolean {
    return this.#queues.size > 0 || this.options.handler?.evRead !== undefined;
  }

  /** For the task: takes it up. @throws {TypeError} where it was scheduled before */
  enter(host: WorkerHost, results: RunResults, number: number): void {
    if (this.#state !== "new")
      throw new TypeError(`Cannot schedule the worker "${this.describe()}": it was scheduled before`);
    this.#state = "scheduled";
    this.#place = { host, results, number };
  }

  /** For the task: it has been taken up, and what was asked of it before is done. */
  catchUp(): void {
    for (const early of this.#early.splice(0)) this.#withHost(early);
  }

  /** For the task: it will not be taken up any more. */
  dismiss(): void {
    if (this.#state !== "new") return;
    this.#state = "scheduled";
    this.tell({ kind: "close", timedOut: false });
  }

  /** For the task: something has happened. */
  tell(event: WorkerEvent): void {
    for (const queue of this.#queues) queue.push(event);
    if (event.kind === "close") {
      this.#state = "closed";
      for (const queue of this.#queues) queue.end();
      this.#closed.resolve();
    }
    if (this.options.handler !== undefined) tellHandler(this.options.handler, this, event);
  }

  #withHost(action: (host: WorkerHost) => void): void {
    if (this.#place !== null) action(this.#place.host);
    else this.#early.push(action);
  }

  #read<T>(read: (results: RunResults, number: number) => T): T | undefined {
    return this.#place === null ? undefined : read(this.#place.results, this.#place.number);
  }
}

/** What an event takes of memory, more or less. */
function bytesOf(event: WorkerEvent): number {
  return 128 + (event.kind === "read" ? event.line.length : 0);
}

/** Calls what a handler has for an event. */
function tellHandler(handler: WorkerHandler, worker: Worker, event: WorkerEvent): void {
  switch (event.kind) {
    case "start":
      return handler.evStart?.(worker);
    case "pickup":
      return handler.evPickup?.(worker, event.key);
    case "read":
      return handler.evRead?.(worker, event.key, event.stream, event.line, event.goesOn);
    case "written":
      return handler.evWritten?.(worker, event.key, event.bytes);
    case "hup":
      return handler.evHup?.(worker, event.key, event.returnCode);
    case "timeout":
      return handler.evTimeout?.(worker, event.key);
    case "close":
      return handler.evClose?.(worker, event.timedOut);
    default:
      return event satisfies never;
  }
}
