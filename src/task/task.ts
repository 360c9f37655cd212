import { AsyncLocalStorage } from "node:async_hooks";
import { parseDuration } from "../core/mod.ts";
import { NodeSet } from "../nodeset/mod.ts";
import { type Fanout, startFanout } from "../process/mod.ts";
import { AlreadyRunningError, TimeoutError } from "./errors.ts";
import { Port, type PortOptions } from "./port.ts";
import type { BufferAndKeys, RunResults } from "./results.ts";
import { Run } from "./run.ts";
import {
  Settings,
  type TaskDefaults,
  type TaskInfo,
  checkInfo,
  standardDefaults,
  standardInfo,
} from "./settings.ts";
import { Timer, type TimerOptions } from "./timer.ts";
import { type ClientPlan, type Worker, type WorkerOptions, noCode } from "./worker.ts";
import { type CopyOptions, makeCopyWorker, makeShellWorker } from "./workers/make-worker.ts";

/** How a command is scheduled. */
export interface ShellOptions extends WorkerOptions {
  /** Where it runs; here, once, unless told. An empty set is an error, never a run here. */
  readonly nodes?: string | NodeSet | Iterable<string>;
  /** What a command that runs here is called in the results; the command itself unless told. */
  readonly key?: string;
  /** False: it runs here, once for each node, with %h standing for its name. */
  readonly remote?: boolean;
  /** Which worker runs it: `ssh`, `exec`, or a template such as `docker exec -i %h sh -c %command`. */
  readonly worker?: string;
}

/** How a run is bounded. */
export interface ResumeOptions {
  /** In seconds, or a text like `10m`: what runs then is given up. */
  readonly timeout?: number | string;
  /** Ends the run. */
  readonly signal?: AbortSignal;
}

const contexts = new AsyncLocalStorage<{ task: Task | null }>();
/** The task of whoever is in no context. */
const outermost: { task: Task | null } = { task: null };
const all = new Set<Task>();

/**
 * Commands scheduled on node sets, run together, gathered (ClusterShell's Task). Tasks are independent of each other and
 * run at the same time.
 *
 * @example
 * ```ts
 * await using task = new Task();
 * await task.run("uname -r", { nodes: "node[1-100]" });
 * for (const [output, nodes] of task.buffers()) console.log(NodeSet.of(nodes).fold(), output.bytes().toString());
 * ```
 */
export class Task implements AsyncDisposable {
  readonly #defaults = new Settings<TaskDefaults>(standardDefaults);
  readonly #info = new Settings<TaskInfo>(standardInfo, checkInfo);
  #lateInfo: (readonly [name: string, value: unknown])[] = [];
  #fanout: Fanout | null = null;
  /** What is scheduled before a run begins, and the run that is under way. */
  #run: Run | null = null;
  #isRunning = false;
  #last: RunResults | null = null;
  #waiting: Worker[] = [];
  readonly #timers = new Set<Timer>();
  readonly #ports = new Map<Port, (() => void) | null>();
  #ended: Promise<unknown> = Promise.resolve();

  /** The task of a context: of `Task.within`, and one for all that is outside of any. */
  static self(): Task {
    const context = contexts.getStore() ?? outermost;
    context.task ??= new Task();
    return context.task;
  }

  /** Calls a function in a context of its own, in which `taskSelf()` is another task. */
  static within<T>(call: () => T): T {
    return contexts.run({ task: null }, call);
  }

  /** Waits until no task runs. */
  static async wait(): Promise<void> {
    for (let running = [...all]; running.length > 0; running = [...all])
      await Promise.all(running.map((task) => task.join()));
  }

  default<Name extends keyof TaskDefaults>(name: Name): TaskDefaults[Name];
  default(name: string, fallback?: unknown): unknown;
  default(name: string, fallback?: unknown): unknown {
    return this.#defaults.get(name, fallback);
  }

  /** Sets a default, ours or a program's own: at once. */
  setDefault<Name extends keyof TaskDefaults>(name: Name, value: TaskDefaults[Name]): void;
  setDefault(name: string, value: unknown): void;
  setDefault(name: string, value: unknown): void {
    this.#defaults.set(name, value);
  }

  info<Name extends keyof TaskInfo>(name: Name): TaskInfo[Name];
  info(name: string, fallback?: unknown): unknown;
  info(name: string, fallback?: unknown): unknown {
    return this.#info.get(name, fallback);
  }

  /**
   * Sets what engine and workers go by: at once, and in a task that runs at the next turn of its loop.
   *
   * @throws {RangeError} where a value of ours would make no sense
   */
  setInfo<Name extends keyof TaskInfo>(name: Name, value: TaskInfo[Name]): void;
  setInfo(name: string, value: unknown): void;
  setInfo(name: string, value: unknown): void {
    checkInfo(name, value);
    if (!this.#isRunning) return this.#info.set(name, value);
    if (this.#lateInfo.length === 0) setImmediate(() => this.#applyInfo());
    this.#lateInfo.push([name, value]);
  }

  /** Schedules a command: it starts with the run, and at once where one is under way. */
  shell(command: string, options: ShellOptions = {}): Worker {
    return this.schedule(makeShellWorker(command, options, this.#defaults));
  }

  /** Schedules a copy of a file or folder of ours to nodes. */
  copy(source: string, destination: string, options: CopyOptions): Worker {
    return this.schedule(makeCopyWorker("to", source, destination, options, this.#defaults));
  }

  /** Schedules a copy of a file or folder of nodes to a folder here, where each gets its node's name behind its own. */
  rcopy(source: string, destination: string, options: CopyOptions): Worker {
    return this.schedule(makeCopyWorker("from", source, destination, options, this.#defaults));
  }

  /** What a worker would start, were it scheduled now. @throws {RunyardError} where there can be nothing */
  planOf(worker: Worker): readonly ClientPlan[] {
    return worker.plan({ defaults: this.#defaults, info: this.#info });
  }

  /** Schedules a worker. @throws {TypeError} where it was scheduled before */
  schedule<W extends Worker>(worker: W): W {
    if (this.#waiting.includes(worker))
      throw new TypeError(`Cannot schedule the worker "${worker.describe()}": it was scheduled before`);
    if (this.#run === null) this.#waiting.push(worker);
    else this.#run.add(worker);
    return worker;
  }

  timer(options: TimerOptions): Timer {
    const timer = new Timer(options, () => {
      if (!timer.isValid()) this.#timers.delete(timer);
      else this.#timers.add(timer);
      this.#run?.setAlarm();
    });
    this.#timers.add(timer);
    this.#run?.addTimer(timer);
    return timer;
  }

  /** Makes a way for messages into this task. A run waits for it to be closed, unless it is autoclose. */
  port(options: PortOptions = {}): Port {
    const port = new Port(options, this.#defaults.get("portQlimit"), () => {
      this.#ports.get(port)?.();
      this.#ports.delete(port);
    });
    this.#ports.set(port, port.isAutoclose ? null : (this.#run?.hold() ?? null));
    return port;
  }

  /**
   * Runs what is scheduled, or goes on where the task is suspended, until all is over.
   *
   * @throws {AlreadyRunningError} where it runs
   * @throws {TimeoutError} where the time was over; what ran was given up
   */
  async resume(options: ResumeOptions = {}): Promise<RunResults> {
    if (this.#run !== null && this.#run.isSuspended) {
      this.#run.goOn();
      return this.#waitFor(this.#run, options);
    }
    if (this.#run !== null) throw new AlreadyRunningError();
    const run = this.#begin();
    this.#ended = run.done.catch(() => undefined);
    try {
      for (const worker of this.#waiting.splice(0)) run.add(worker);
      run.start();
      return await this.#waitFor(run, options);
    } finally {
      this.#finish(run);
    }
  }

  /** Schedules a command, runs all that is scheduled, and gives its worker. */
  async run(
    command: string,
    options: ShellOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<Worker> {
    const { signal, ...shell } = options;
    if (this.#run !== null && !this.#run.isSuspended) throw new AlreadyRunningError();
    const worker = this.shell(command, shell);
    await this.resume(signal === undefined ? {} : { signal });
    return worker;
  }

  /** Starts nothing more until it is resumed; what runs goes on. @returns whether it was running */
  async suspend(): Promise<boolean> {
    if (this.#run === null || !this.#isRunning) return false;
    this.#run.suspend();
    return true;
  }

  /**
   * Ends every worker: its commands are ended, and it is closed. What was gathered is kept.
   *
   * @param kill also takes the task out of its context: `taskSelf()` is then another one
   */
  abort({ kill = false }: { readonly kill?: boolean } = {}): void {
    this.#waiting = [];
    this.#run?.giveUp("aborted");
    if (!kill) return;
    for (const port of [...this.#ports.keys()]) port.close();
    const context = contexts.getStore() ?? outermost;
    if (context.task === this) context.task = null;
  }

  /** Asks what runs to end, as Ctrl-C does: nothing more is started, and the run is over when they have ended. */
  interrupt(): void {
    this.#run?.interrupt();
  }

  /** Starts nothing more; the run is over when what runs has ended. */
  stopStarting(): void {
    this.#run?.stopStarting();
  }

  /** Kills what runs. */
  kill(): void {
    this.#run?.kill();
  }

  /** Waits until the run that is under way is over. */
  async join(): Promise<void> {
    if (this.#isRunning) await this.#ended;
  }

  get running(): boolean {
    return this.#isRunning;
  }

  /** Keys whose commands run now, and keys whose turn has not come. */
  progress(): { readonly running: readonly string[]; readonly waiting: readonly string[] } {
    return this.#run?.progress() ?? { running: [], waiting: [] };
  }

  /** What came out of the run that is under way, or was the last; null before the first. A later run doesn't change it. */
  get results(): RunResults | null {
    return this.#run?.results ?? this.#last;
  }

  /** What was written to stdout for a key: by all workers that have it, one behind the other. */
  keyBuffer(key: string): Uint8Array {
    return this.results?.buffer("stdout", key) ?? new Uint8Array(0);
  }

  nodeBuffer(node: string): Uint8Array {
    return this.keyBuffer(node);
  }

  keyError(key: string): Uint8Array {
    return this.results?.buffer("stderr", key) ?? new Uint8Array(0);
  }

  nodeError(node: string): Uint8Array {
    return this.keyError(node);
  }

  /** The greatest return code of a key's commands. @throws {RangeError} where it has none */
  keyRetcode(key: string): number {
    const code = this.results?.code(key);
    if (code === undefined) throw noCode(key);
    return code;
  }

  nodeRetcode(node: string): number {
    return this.keyRetcode(node);
  }

  /** The greatest of all; null where there is none. */
  maxRetcode(): number | null {
    return this.results?.maxCode() ?? null;
  }

  /** Each output once, with all keys that have it; an empty list of keys is no filter. */
  buffers(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.results?.buffers("stdout", matchKeys) ?? [];
  }

  errors(matchKeys?: Iterable<string>): Iterable<BufferAndKeys> {
    return this.results?.buffers("stderr", matchKeys) ?? [];
  }

  retcodes(matchKeys?: Iterable<string>): ReturnType<RunResults["codes"]> {
    return this.results?.codes(matchKeys) ?? [];
  }

  /** Keys whose time was over. */
  keysTimeout(): readonly string[] {
    return this.results?.timeouts() ?? [];
  }

  numTimeout(): number {
    return this.keysTimeout().length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort({ kill: true });
    await this.join();
    await this.#fanout?.close();
    this.#fanout = null;
    this.#last?.[Symbol.dispose]();
  }

  #begin(): Run {
    this.#fanout ??= startFanout();
    const run = new Run({ defaults: this.#defaults, info: this.#info, fanout: this.#fanout });
    this.#run = run;
    this.#isRunning = true;
    all.add(this);
    for (const timer of this.#timers) run.addTimer(timer);
    for (const port of this.#ports.keys()) this.#ports.set(port, port.isAutoclose ? null : run.hold());
    return run;
  }

  #finish(run: Run): void {
    this.#last = run.results;
    this.#run = null;
    this.#isRunning = false;
    all.delete(this);
    this.#applyInfo();
  }

  async #waitFor(run: Run, { timeout, signal }: ResumeOptions): Promise<RunResults> {
    let isLate = false;
    const milliseconds = timeout === undefined ? 0 : parseDuration(timeout);
    const onLate = (): void => {
      isLate = true;
      run.giveUp("timeout");
    };
    const late = milliseconds > 0 ? setTimeout(onLate, Math.min(milliseconds, 2 ** 31 - 1)) : undefined;
    const onAbort = (): void => run.giveUp("aborted");
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await run.done;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", onAbort);
    }
    if (isLate) throw new TimeoutError(milliseconds);
    return run.results;
  }

  #applyInfo(): void {
    for (const [name, value] of this.#lateInfo.splice(0)) this.#info.set(name, value);
  }
}

/** The task of the context that this is called in. */
export function taskSelf(): Task {
  return Task.self();
}
