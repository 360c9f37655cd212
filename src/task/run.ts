import { RunyardError } from "../core/mod.ts";
import { Client, timeoutOf } from "./client.ts";
import { FanoutBound } from "./fanout-bound.ts";
import { InputSpool } from "./input-spool.ts";
import { OutputHold } from "./output-hold.ts";
import { RunResults } from "./results.ts";
import type { RunContext } from "./run-context.ts";
import { type Entry, giveInput, pendingInputBytes } from "./run-entry.ts";
import { RunQueue } from "./run-queue.ts";
import { RunTimers } from "./run-timers.ts";
import { StartPace } from "./start-pace.ts";
import type { Worker, WorkerHost } from "./worker.ts";

/**
 * One run of a task: its clients are started in their order, as many at once as the fan-out says; it is over when
 * nothing is left but what is autoclose.
 */
export class Run implements WorkerHost {
  readonly results: RunResults;
  readonly timers: RunTimers;
  readonly #context: RunContext;
  readonly #entries = new Map<Worker, Entry>();
  readonly #done = Promise.withResolvers<void>();
  readonly #queue = new RunQueue();
  #running = 0;
  #workers = 0;
  #holds = 0;
  readonly #hold: OutputHold;
  readonly #bound: FanoutBound;
  readonly #pace = new StartPace(() => this.#pump());
  #hasBegun = false;
  #isSuspended = false;
  /** Whether nothing can be started any more, in this run and the next. */
  isLost = false;
  #isOver = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(context: RunContext) {
    this.#context = context;
    this.#bound = new FanoutBound((line) => context.info.get("printWarning")(line));
    this.#hold = new OutputHold(context.fanout);
    this.timers = new RunTimers({
      fire: (timer) => this.#guard(() => timer.fire()),
      onIdle: () => this.#settle(),
    });
    this.results = new RunResults({
      stdout: context.defaults.get("stdoutMsgtree"),
      stderr: context.defaults.get("stderrMsgtree"),
    });
  }

  /** Fulfilled when it is over; rejected with what a handler threw. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /**
   * Takes up a worker.
   *
   * @throws {RunyardError} where it can't make its plans
   * @throws {TypeError} where it was scheduled before
   */
  add(worker: Worker): void {
    const { defaults, info } = this.#context;
    const plans = worker.plan({ defaults, info });
    worker.enter(this, this.results, ++this.#workers);
    const entry: Entry = {
      worker,
      clients: plans.map((plan) => new Client(plan, this.#clientContext(worker))),
      input: new InputSpool(),
      isStarted: false,
      hasTimedOut: false,
      left: 0,
    };
    entry.left = entry.clients.length;
    this.#entries.set(worker, entry);
    this.#queue.add(entry);
    this.#debug(`${worker.describe()}: ${entry.clients.length} to start`);
    worker.catchUp();
    // Later in this turn, so that who schedules it can ask for its events first.
    queueMicrotask(() => this.#goOn());
  }

  /** The run waits for something, such as a port. @returns what lets go of it */
  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds--;
      isHeld = false;
      this.#settle();
    };
  }

  /** Begins; what was added before waits for this. */
  start(): void {
    queueMicrotask(() => {
      this.#hasBegun = true;
      if (!this.#isSuspended) this.timers.start();
      this.#goOn();
    });
  }

  /** What it goes by has changed: there may be room for more. */
  hearChange(): void {
    this.#goOn();
  }

  suspend(): void {
    this.#isSuspended = true;
    this.timers.stop();
  }

  goOn(): void {
    this.#isSuspended = false;
    this.timers.start();
    this.#goOn();
  }

  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Keys that are running, and keys that wait. */
  progress(): ReturnType<RunQueue["progress"]> {
    return this.#queue.progress();
  }

  /** Ends everything: as timed out, or as aborted. */
  giveUp(why: "timeout" | "aborted"): void {
    this.#hasBegun = true;
    this.#isSuspended = false;
    this.timers.clear();
    this.#holds = 0;
    for (const { clients } of this.#entries.values()) for (const client of clients) client.giveUp(why);
    this.#settle();
  }

  /** Asks what runs to end by itself, as Ctrl-C does, and kills it after the grace; nothing more is started. */
  interrupt(graceMs: number): void {
    const waiting = this.#queue.takeWaiting();
    for (const { clients } of this.#entries.values()) for (const client of clients) client.interrupt(graceMs);
    for (const client of waiting) client.giveUp("aborted");
  }

  /** Starts nothing more; what runs goes on to its end. */
  stopStarting(): void {
    for (const client of this.#queue.takeWaiting()) client.giveUp("aborted");
  }

  /** Kills what runs. */
  kill(): void {
    for (const { clients } of this.#entries.values()) for (const client of clients) client.kill();
    this.giveUp("aborted");
  }

  holdOutput(isHeld: boolean): void {
    this.#hold.want(isHeld, () => this.#queue.begun);
  }

  write(worker: Worker, bytes: Uint8Array): void {
    const entry = this.#entries.get(worker);
    if (entry === undefined || entry.input.isEnded || entry.left === 0) return;
    entry.input.append(bytes);
    giveInput(entry);
  }

  pendingInputBytes(worker: Worker): number {
    const entry = this.#entries.get(worker);
    return entry === undefined ? 0 : pendingInputBytes(entry);
  }

  endInput(worker: Worker): void {
    const entry = this.#entries.get(worker);
    if (entry === undefined) return;
    entry.input.isEnded = true;
    giveInput(entry);
  }

  abort(worker: Worker): void {
    for (const client of this.#entries.get(worker)?.clients ?? []) client.giveUp("aborted");
  }

  #clientContext(worker: Worker): ConstructorParameters<typeof Client>[1] {
    const { defaults, info } = this.#context;
    const { stderr = defaults.get("stderr"), stdin = defaults.get("stdin") } = worker.options;
    return {
      worker,
      results: this.results,
      stderr: stderr ? "separate" : "merged",
      stdin: stdin ? "pipe" : "none",
      timeoutMs: timeoutOf(worker, info.get("commandTimeout")),
      outputLimitBytes: info.get("outputLimit"),
      tell: (event) => this.#guard(() => worker.tell(event)),
      tellOutput: (key, stream, bytes) =>
        this.#guard(() => worker.options.handler?.evOutput?.(worker, key, stream, bytes)),
      onOver: (_client, end) => this.#over(worker, end.kind === "timeout"),
      onGone: (client) => this.#gone(client),
      onLost: () => this.#lose(),
    };
  }

  #goOn(): void {
    this.#pump();
    this.#settle();
  }

  #pump(): void {
    if (!this.#hasBegun || this.#isSuspended || this.#isOver) return;
    const { info } = this.#context;
    const [fanout, rate] = [this.#bound.of(info.get("fanout")), info.get("startRate")];
    while (this.#running < fanout) {
      const { next } = this.#queue;
      if (next === undefined) return;
      if (next.client.isWaiting && !this.#pace.mayStart(rate)) return;
      this.#queue.advance();
      if (!next.client.isWaiting) continue;
      this.#running++;
      this.#start(next.entry, next.client);
    }
  }

  #start(entry: Entry, client: Client): void {
    if (!entry.isStarted) {
      entry.isStarted = true;
      this.#guard(() => entry.worker.tell({ kind: "start" }));
    }
    // What was told of the start may have ended it.
    if (!client.isWaiting) return void this.#running--;
    try {
      client.start(this.#context.fanout, entry.input);
      this.#hold.update(() => this.#queue.begun);
    } catch (error) {
      // No system takes a NUL byte in a command, and connections need a folder of ours.
      this.#running--;
      this.fail(error);
    }
  }

  #over(worker: Worker, isTimeout: boolean): void {
    const entry = this.#entries.get(worker);
    this.#hold.update(() => this.#queue.begun);
    if (entry === undefined) return;
    entry.hasTimedOut ||= isTimeout;
    if (--entry.left > 0) return;
    entry.input[Symbol.dispose]();
    this.#guard(() => worker.tell({ kind: "close", timedOut: entry.hasTimedOut }));
  }

  #gone(client: Client): void {
    if (client.wasStarted) this.#running--;
    this.#goOn();
  }

  #lose(): void {
    this.isLost = true;
    this.fail(new RunyardError("agent-gone", "Cannot go on: the process that starts the commands has died"));
  }

  /** Over, where only what is autoclose is left: that is ended. */
  #settle(): void {
    if (this.#isOver || !this.#hasBegun || this.#isSuspended || this.#holds > 0) return;
    if (this.timers.areAwaited) return;
    const open = [...this.#entries.values()].filter(
      ({ worker, left }) => left > 0 && worker.options.autoclose !== true,
    );
    if (open.length > 0) return;
    for (const { worker, left } of this.#entries.values()) if (left > 0) this.abort(worker);
    if (this.#running > 0) return;
    this.#isOver = true;
    this.timers.stop();
    this.#pace.end();
    if (this.#failure === null) this.#done.resolve();
    else this.#done.reject(this.#failure.error);
  }

  /** What a handler throws ends the run. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends it with an error, the first of several. */
  fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = { error };
    setImmediate(() => this.giveUp("aborted"));
  }

  #debug(line: string): void {
    const { info } = this.#context;
    if (info.get("debug")) info.get("printDebug")(line);
  }
}
