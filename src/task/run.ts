import type { Fanout } from "../process/mod.ts";
import { Client, timeoutOf } from "./client.ts";
import { InputSpool } from "./input-spool.ts";
import { RunResults } from "./results.ts";
import type { Settings, TaskDefaults, TaskInfo } from "./settings.ts";
import { StartPace } from "./start-pace.ts";
import type { Timer } from "./timer.ts";
import type { Worker, WorkerHost } from "./worker.ts";

/** What a worker has under way. */
interface Entry {
  readonly worker: Worker;
  readonly clients: readonly Client[];
  readonly input: InputSpool;
  isStarted: boolean;
  hasTimedOut: boolean;
  left: number;
}

/** What a run goes by. */
export interface RunContext {
  readonly defaults: Settings<TaskDefaults>;
  readonly info: Settings<TaskInfo>;
  readonly fanout: Fanout;
}

/**
 * One run of a task: its clients are started in their order, as many at once as the fan-out says; it is over when
 * nothing is left but what is autoclose.
 */
export class Run implements WorkerHost {
  readonly results: RunResults;
  readonly #context: RunContext;
  readonly #entries = new Map<Worker, Entry>();
  readonly #timers = new Set<Timer>();
  readonly #done = Promise.withResolvers<void>();
  readonly #queue: { readonly entry: Entry; readonly client: Client }[] = [];
  #next = 0;
  #running = 0;
  #workers = 0;
  #holds = 0;
  #alarm: NodeJS.Timeout | null = null;
  readonly #pace = new StartPace(() => this.#pump());
  #isSuspended = false;
  #isOver = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(context: RunContext) {
    this.#context = context;
    this.results = new RunResults({
      stdout: context.defaults.get("stdoutMsgtree"),
      stderr: context.defaults.get("stderrMsgtree"),
    });
  }

  /** Fulfilled when it is over; rejected with what a handler threw. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Takes up a worker. @throws {RunyardError} where it can't make its plans */
  add(worker: Worker): void {
    const { defaults, info } = this.#context;
    worker.enter(this, this.results, ++this.#workers);
    const entry: Entry = {
      worker,
      clients: worker.plan({ defaults, info }).map((plan) => new Client(plan, this.#clientContext(worker))),
      input: new InputSpool(),
      isStarted: false,
      hasTimedOut: false,
      left: 0,
    };
    entry.left = entry.clients.length;
    this.#entries.set(worker, entry);
    for (const client of entry.clients) this.#queue.push({ entry, client });
    this.#debug(`${worker.describe()}: ${entry.clients.length} to start`);
    this.#pump();
  }

  addTimer(timer: Timer): void {
    this.#timers.add(timer);
    this.setAlarm();
  }

  /** Something that the run must wait for, such as a port. @returns what lets go of it */
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
    this.#pump();
    this.setAlarm();
    this.#settle();
  }

  suspend(): void {
    this.#isSuspended = true;
    this.setAlarm();
  }

  goOn(): void {
    this.#isSuspended = false;
    this.#pump();
    this.setAlarm();
  }

  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Keys that are running, and keys that wait. */
  progress(): { readonly running: readonly string[]; readonly waiting: readonly string[] } {
    const waiting = this.#queue.slice(this.#next).filter(({ client }) => client.isWaiting);
    const started = this.#queue.slice(0, this.#next).filter(({ client }) => client.isRunning);
    const keys = (list: readonly { readonly client: Client }[]): readonly string[] =>
      list.flatMap(({ client }) => client.keys);
    return { running: keys(started), waiting: keys(waiting) };
  }

  /** Ends everything: as timed out, or as aborted. */
  giveUp(why: "timeout" | "aborted"): void {
    this.#timers.clear();
    this.#holds = 0;
    for (const { clients } of this.#entries.values()) for (const client of clients) client.giveUp(why);
    this.#settle();
  }

  /** Asks what runs to end by itself, as Ctrl-C does; nothing more is started. */
  interrupt(): void {
    const waiting = this.#takeWaiting();
    for (const { clients } of this.#entries.values()) for (const client of clients) client.interrupt();
    for (const client of waiting) client.giveUp("aborted");
  }

  /** Starts nothing more; what runs goes on to its end. */
  stopStarting(): void {
    for (const client of this.#takeWaiting()) client.giveUp("aborted");
  }

  /** Kills what runs. */
  kill(): void {
    for (const { clients } of this.#entries.values()) for (const client of clients) client.kill();
    this.giveUp("aborted");
  }

  write(worker: Worker, bytes: Uint8Array): void {
    const entry = this.#entries.get(worker);
    if (entry === undefined || entry.input.isEnded || entry.left === 0) return;
    entry.input.append(bytes);
    this.#giveInput(entry);
  }

  pendingInputBytes(worker: Worker): number {
    const entry = this.#entries.get(worker);
    if (entry === undefined || entry.clients.some((client) => client.isWaiting)) return 0;
    const running = entry.clients.filter((client) => client.givenParts !== null);
    return Math.max(0, ...running.map((client) => entry.input.sizeBytes - client.givenBytes));
  }

  endInput(worker: Worker): void {
    const entry = this.#entries.get(worker);
    if (entry === undefined) return;
    entry.input.isEnded = true;
    this.#giveInput(entry);
  }

  abort(worker: Worker): void {
    for (const client of this.#entries.get(worker)?.clients ?? []) client.giveUp("aborted");
  }

  /** A timer has changed, or was added: the next alarm is set anew. */
  setAlarm(): void {
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#alarm = null;
    if (this.#isOver || this.#isSuspended) return;
    const next = Math.min(...[...this.#timers].map((timer) => timer.dueAt ?? Infinity));
    if (next === Infinity) return this.#settle();
    this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(0, next - performance.now()), LONGEST_MS));
  }

  #ring(): void {
    for (const timer of [...this.#timers]) {
      // One that another has ended in the same turn is not called.
      if (timer.dueAt !== null && timer.dueAt <= performance.now()) this.#guard(() => timer.fire());
      if (timer.dueAt === null) this.#timers.delete(timer);
    }
    this.setAlarm();
    this.#settle();
  }

  #giveInput({ clients, input }: Entry): void {
    let least = input.count;
    for (const client of clients) {
      client.giveInput();
      least = Math.min(least, client.isWaiting ? 0 : (client.givenParts ?? least));
    }
    input.release(least);
  }

  #takeWaiting(): readonly Client[] {
    const waiting = this.#queue.slice(this.#next);
    this.#next = this.#queue.length;
    return waiting.map(({ client }) => client);
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
      tell: (event) => this.#guard(() => worker.tell(event)),
      tellOutput: (key, stream, bytes) =>
        this.#guard(() => worker.options.handler?.evOutput?.(worker, key, stream, bytes)),
      onOver: (_client, end) => this.#over(worker, end.kind === "timeout"),
      onGone: (client) => this.#gone(client),
    };
  }

  #pump(): void {
    if (this.#isSuspended || this.#isOver) return;
    const { info } = this.#context;
    const [fanout, rate] = [info.get("fanout"), info.get("startRate")];
    while (this.#running < fanout) {
      const next = this.#queue[this.#next];
      if (next === undefined) return;
      if (next.client.isWaiting && !this.#pace.mayStart(rate)) return;
      this.#next++;
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
    if (client.isWaiting) client.start(this.#context.fanout, entry.input);
    else this.#running--;
  }

  #over(worker: Worker, isTimeout: boolean): void {
    const entry = this.#entries.get(worker);
    if (entry === undefined) return;
    entry.hasTimedOut ||= isTimeout;
    if (--entry.left > 0) return;
    entry.input[Symbol.dispose]();
    this.#guard(() => worker.tell({ kind: "close", timedOut: entry.hasTimedOut }));
  }

  #gone(client: Client): void {
    if (client.wasStarted) this.#running--;
    this.#pump();
    this.#settle();
  }

  /** Over, where only what is autoclose is left: that is ended. */
  #settle(): void {
    if (this.#isOver || this.#isSuspended || this.#holds > 0) return;
    if ([...this.#timers].some((timer) => timer.isValid() && !timer.isAutoclose)) return;
    const open = [...this.#entries.values()].filter(
      ({ worker, left }) => left > 0 && worker.options.autoclose !== true,
    );
    if (open.length > 0) return;
    for (const { worker, left } of this.#entries.values()) if (left > 0) this.abort(worker);
    if (this.#running > 0) return;
    this.#isOver = true;
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    this.#pace.end();
    if (this.#failure === null) this.#done.resolve();
    else this.#done.reject(this.#failure.error);
  }

  /** What a handler throws ends the run. */
  #guard(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      if (this.#failure !== null) return;
      this.#failure = { error };
      setImmediate(() => this.giveUp("aborted"));
    }
  }

  #debug(line: string): void {
    const { info } = this.#context;
    if (info.get("debug")) info.get("printDebug")(line);
  }
}

/** Timers know no longer time: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;
