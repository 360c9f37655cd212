import { type Fanout, startFanout } from "../process/mod.ts";
import { Contexts } from "./contexts.ts";
import { AlreadyRunningError } from "./errors.ts";
import { Port, type PortOptions } from "./port.ts";
import type { RunResults } from "./results.ts";
import { RunControl } from "./run-control.ts";
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
import { type ResumeOptions, waitForRun } from "./wait-for-run.ts";
import type { ShellOptions } from "./shell-options.ts";
import type { ClientPlan, Worker } from "./worker.ts";
import { type CopyOptions, makeCopyWorker, makeShellWorker } from "./workers/make-worker.ts";

const all = new Set<Task>();
const contexts = new Contexts<Task>(() => new Task());

/**
 * Commands scheduled on node sets, run together, gathered (ClusterShell's Task). Tasks are independent of each other and
 * run at the same time.
 *
 * @example
 * ```ts
 * await using task = new Task();
 * await task.run("uname -r", { nodes: "node[1-100]" });
 * for (const [output, nodes] of task.buffers()) console.log(NodeSet.fromNames(nodes).fold(), output.bytes().toString());
 * ```
 */
export class Task extends RunControl implements AsyncDisposable {
  readonly #defaults = new Settings<TaskDefaults>(standardDefaults);
  readonly #info = new Settings<TaskInfo>(standardInfo, checkInfo);
  #lateInfo: (readonly [name: string, value: unknown])[] = [];
  #fanout: Fanout | null = null;
  /** What is scheduled before a run begins, and the run that is under way. */
  #run: Run | null = null;
  #isRunning = false;
  #last: RunResults | null = null;
  readonly #waiting: Worker[] = [];
  readonly #timers = new Set<Timer>();
  readonly #ports = new Map<Port, (() => void) | null>();
  #ended: Promise<unknown> = Promise.resolve();

  /** The task of a context: of `Task.within`, and one for all that is outside of any. */
  static self(): Task {
    return contexts.self();
  }

  /** The task of an object, such as a request or a thread: the same each time. */
  static of(owner: object): Task {
    return contexts.of(owner);
  }

  /** Calls a function in a context of its own, in which `taskSelf()` is another task. */
  static within<T>(call: () => T): T {
    return contexts.within(call);
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
      if (timer.isValid()) this.#timers.add(timer);
      else this.#timers.delete(timer);
      this.#run?.timers.add(timer);
    });
    this.#timers.add(timer);
    this.#run?.timers.add(timer);
    return timer;
  }

  /** Makes a way for messages into this task. A run waits for it to be closed, unless it is autoclose. */
  port(options: PortOptions = {}): Port {
    const onClose = (): void => {
      this.#ports.get(port)?.();
      this.#ports.delete(port);
    };
    const onError = (error: unknown): boolean => {
      this.#run?.fail(error);
      return this.#run !== null;
    };
    const port = new Port(options, this.#defaults.get("portQlimit"), { onClose, onError });
    this.#ports.set(port, port.isAutoclose ? null : (this.#run?.hold() ?? null));
    return port;
  }

  /**
   * Runs what is scheduled, or goes on where the task is suspended, until all is over.
   *
   * @throws {AlreadyRunningError} where it runs
   * @throws {TimeoutError} where the time was over; what ran was given up
   * @throws what a handler threw, and the reason of a signal that came
   */
  async resume(options: ResumeOptions = {}): Promise<RunResults> {
    if (this.#run !== null && this.#run.isSuspended) {
      this.#run.goOn();
      return waitForRun(this.#run, options);
    }
    if (this.#run !== null) throw new AlreadyRunningError();
    const run = this.#begin();
    this.#ended = run.done.catch(() => undefined);
    try {
      this.#addWaiting(run);
      run.start();
      return await waitForRun(run, options);
    } finally {
      this.#finish(run);
    }
  }

  /** Schedules a command, runs all that is scheduled, and gives its worker; without a command this is `resume`. */
  run(options?: ResumeOptions): Promise<RunResults>;
  run(command: string, options?: ShellOptions & { readonly signal?: AbortSignal }): Promise<Worker>;
  async run(
    command: string | ResumeOptions = {},
    options: ShellOptions & { readonly signal?: AbortSignal } = {},
  ): Promise<Worker | RunResults> {
    if (typeof command !== "string") return this.resume(command);
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
    for (const worker of this.#waiting.splice(0)) worker.dismiss();
    this.#run?.giveUp("aborted");
    if (!kill) return;
    for (const port of [...this.#ports.keys()]) port.close();
    contexts.release(this);
  }

  /** Waits until the run that is under way is over. */
  async join(): Promise<void> {
    if (this.#isRunning) await this.#ended;
  }

  get running(): boolean {
    return this.#isRunning;
  }

  protected get current(): Run | null {
    return this.#run;
  }

  /** What came out of the run that is under way, or was the last; null before the first. A later run doesn't change it. */
  get results(): RunResults | null {
    return this.#run?.results ?? this.#last;
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
    for (const timer of this.#timers) run.timers.add(timer);
    for (const port of this.#ports.keys()) this.#ports.set(port, port.isAutoclose ? null : run.hold());
    return run;
  }

  /** What can't be taken up ends the run before anything of it has started. */
  #addWaiting(run: Run): void {
    try {
      for (const worker of this.#waiting.splice(0)) run.add(worker);
    } catch (error) {
      run.fail(error);
    }
  }

  #finish(run: Run): void {
    for (const timer of this.#timers) if (!timer.isValid()) this.#timers.delete(timer);
    if (run.isLost) this.#fanout = null;
    this.#last = run.results;
    this.#run = null;
    this.#isRunning = false;
    all.delete(this);
    this.#applyInfo();
  }

  #applyInfo(): void {
    for (const [name, value] of this.#lateInfo.splice(0)) this.#info.set(name, value);
    this.#run?.hearChange();
  }
}

/** The task of the context that this is called in. */
export function taskSelf(): Task {
  return Task.self();
}
