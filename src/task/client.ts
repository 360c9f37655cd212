import { parseDuration } from "../core/mod.ts";
import type { Fanout, FanoutChild, FanoutEnd, ProcessEnd } from "../process/mod.ts";
import type { InputSpool } from "./input-spool.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { RunResults } from "./results.ts";
import type { StreamName, WorkerEvent } from "./worker-event.ts";
import type { ClientListener, ClientPlan, Worker } from "./worker.ts";

/** How a client came to its end. */
export type ClientEnd =
  | { readonly kind: "ended"; readonly end: ProcessEnd }
  /** Its time was over. */
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" };

/** From SIGTERM to SIGKILL, where a client is given up. */
const GRACE_MS = 1000;
/** Timers know no longer time: 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;
/** So much input is given to a process before it has taken any. */
const AHEAD_BYTES = 262_144;

/** What a client needs of the run that it is part of. */
export interface ClientContext {
  readonly worker: Worker;
  readonly results: RunResults;
  readonly stderr: "separate" | "merged";
  readonly stdin: "none" | "pipe";
  /** In milliseconds; 0: no limit. */
  readonly timeoutMs: number;
  /** Of both streams together; 0: no limit. */
  readonly outputLimitBytes: number;
  tell(event: WorkerEvent): void;
  /** Bytes have come: they are the listener's for the length of the call alone. */
  tellOutput(key: string, stream: StreamName, bytes: Uint8Array): void;
  /** It is over for its keys: told once. */
  onOver(client: Client, end: ClientEnd): void;
  /** Its process is gone, and its place is free: told once, after `onOver`. */
  onGone(client: Client): void;
  /** Nothing can be started any more. */
  onLost(): void;
}

/**
 * One process of a worker.
 *
 * - waiting: in the queue of its run
 * - running: started; what it writes is told and kept
 * - ending: given up, because its time is over or it was aborted; its keys are told so at once, and its place is free when
 *   nothing of it is left
 * - over
 */
export class Client {
  readonly keys: readonly string[];
  readonly worker: Worker;
  readonly #plan: ClientPlan;
  readonly #context: ClientContext;
  readonly #sources: readonly string[];
  readonly #lines: Readonly<Record<StreamName, LineSplitter>> = {
    stdout: new LineSplitter(),
    stderr: new LineSplitter(),
  };
  #state: "waiting" | "running" | "ending" | "over" = "waiting";
  #child: FanoutChild | null = null;
  #timer: NodeJS.Timeout | null = null;
  #onGone: (() => void) | undefined;
  /** Whether it was given up: of the lines that came at once with the one that led to it nothing is told. */
  #isGivenUp = false;
  #input: InputSpool | null = null;
  /** How much of the input it was given. */
  #givenParts = 0;
  #givenBytes = 0;
  /** What is still to be taken of what is not its worker's. */
  #ownBytes = 0;
  #writtenBytes = 0;
  #isPickedUp = false;
  /** What was taken of its worker's input before it was told to be picked up. */
  #takenBefore = 0;

  constructor(plan: ClientPlan, context: ClientContext) {
    this.keys = plan.keys;
    this.worker = context.worker;
    this.#plan = plan;
    this.#context = context;
    this.#sources = plan.keys.map((key) => context.results.addSource(this.worker.number ?? 0, key));
  }

  get isWaiting(): boolean {
    return this.#state === "waiting";
  }

  /** Whether what it writes is told. */
  get isHeard(): boolean {
    return this.#state === "running";
  }

  get isRunning(): boolean {
    return this.#state === "running" || this.#state === "ending";
  }

  /** Whether it took a place. */
  get wasStarted(): boolean {
    return this.#child !== null;
  }

  /** How many parts of the input it was given; null where it takes none now. */
  get givenParts(): number | null {
    return this.#state === "running" ? this.#givenParts : null;
  }

  get givenBytes(): number {
    return this.#givenBytes;
  }

  /** @param input what was written to its worker, and will be */
  start(fanout: Fanout, input: InputSpool): void {
    const { stdin, stderr, timeoutMs } = this.#context;
    this.#state = "running";
    if (timeoutMs > 0)
      this.#timer = setTimeout(() => this.giveUp("timeout"), Math.min(timeoutMs, LONGEST_MS));
    const { onGone, start, input: own, ...spec } = this.#plan.begin?.() ?? this.#plan.spec;
    this.#onGone = onGone;
    const full = { ...spec, stdin: own === undefined ? stdin : "pipe", stderr } as const;
    const listener = this.#listener();
    this.#child = start === undefined ? fanout.start(full, listener) : start(fanout, full, listener);
    if (own !== undefined) this.#giveOwn(own, this.#child);
    if (stdin === "none") return;
    this.#input = input;
    this.giveInput();
  }

  /** What is before its worker's input, and may be all. */
  #giveOwn(own: Uint8Array, child: FanoutChild): void {
    this.#ownBytes = own.length;
    child.write(own);
    if (this.#context.stdin === "none") child.end();
  }

  /** Gives it what there is of its input, as far as it takes it. */
  giveInput(): void {
    const [input, child] = [this.#input, this.#child];
    if (this.#state !== "running" || input === null || child === null) return;
    while (child.pendingBytes < AHEAD_BYTES && this.#givenParts < input.count) {
      const part = input.part(this.#givenParts);
      if (part === undefined) break;
      child.write(part);
      this.#givenParts++;
      this.#givenBytes += part.length;
    }
    if (!input.isEnded || this.#givenParts < input.count) return;
    this.#input = null;
    child.end();
  }

  /** Its keys are told at once; its process is ended by the ladder. */
  giveUp(why: "timeout" | "aborted"): void {
    if (this.#state === "ending" || this.#state === "over") return;
    const wasRunning = this.#state === "running";
    this.#state = wasRunning ? "ending" : "over";
    this.#clear();
    this.#flushLines();
    this.#isGivenUp = true;
    if (why === "timeout") {
      for (const source of this.#sources) this.#context.results.addTimeout(source);
      this.#tellEach((key) => ({ kind: "timeout", key }));
    }
    this.#context.onOver(this, { kind: why });
    if (!wasRunning) return this.#context.onGone(this);
    void this.#child?.stop({ ask: "SIGTERM", graceMs: GRACE_MS });
  }

  /** Ends it without a grace. */
  kill(): void {
    if (this.#state === "running" || this.#state === "ending")
      void this.#child?.stop({ ask: "SIGTERM", graceMs: 0 });
  }

  /** Asks it to end, and waits so long for what comes of it before it is killed. */
  interrupt(graceMs: number): void {
    if (this.#state === "running") void this.#child?.stop({ ask: "SIGINT", graceMs });
  }

  /** Whether what it writes is wanted, and no more of it is read for now. */
  holdOutput(isHeld: boolean): void {
    this.#child?.holdOutput?.(isHeld);
  }

  #listener(): ClientListener {
    return {
      onStart: () => {
        this.#isPickedUp = true;
        this.#tellRunning((key) => ({ kind: "pickup", key }));
        this.#tellWritten(this.#takenBefore);
      },
      onOutput: (stream, bytes) => this.#take(stream, bytes),
      onWritten: (bytes) => {
        this.giveInput();
        const theirs = Math.max(0, bytes - this.#ownBytes);
        this.#ownBytes -= bytes - theirs;
        if (this.#isPickedUp) this.#tellWritten(theirs);
        else this.#takenBefore += theirs;
      },
      onEnd: (end) => this.#end(end),
    };
  }

  #tellWritten(bytes: number): void {
    if (bytes > 0) this.#tellRunning((key) => ({ kind: "written", key, bytes }));
  }

  #take(stream: StreamName, bytes: Uint8Array): void {
    if (this.#state !== "running") return;
    for (const source of this.#sources) this.#context.results.addOutput(source, stream, bytes);
    for (const key of this.keys) this.#context.tellOutput(key, stream, bytes);
    this.#writtenBytes += bytes.length;
    if (this.#context.outputLimitBytes > 0 && this.#writtenBytes > this.#context.outputLimitBytes) {
      for (const source of this.#sources) this.#context.results.addOverflow(source);
      return this.giveUp("aborted");
    }
    if (this.worker.wantsLines)
      this.#lines[stream].push(bytes, (line, goesOn) => this.#tellLine(stream, line, goesOn));
  }

  #end(end: FanoutEnd): void {
    const wasRunning = this.#state === "running";
    this.#state = "over";
    this.#clear();
    this.#onGone?.();
    if (end.kind === "lost") this.#context.onLost();
    if (wasRunning && end.kind === "lost") {
      this.#flushLines();
      this.#context.onOver(this, { kind: "aborted" });
    } else if (wasRunning && end.kind !== "lost") {
      this.#flushLines();
      const returnCode = this.worker.returnCodeOf(end);
      for (const source of this.#sources) this.#context.results.setCode(source, returnCode);
      this.#tellEach((key) => ({ kind: "hup", key, returnCode }));
      this.#context.onOver(this, { kind: "ended", end });
    }
    this.#context.onGone(this);
  }

  #flushLines(): void {
    for (const stream of ["stdout", "stderr"] as const)
      this.#lines[stream].flush((line, goesOn) => this.#tellLine(stream, line, goesOn));
  }

  #tellLine(stream: StreamName, line: Uint8Array, goesOn: boolean): void {
    if (this.#isGivenUp) return;
    this.#tellEach((key) => ({ kind: "read", key, stream, line, goesOn }));
  }

  /** Not of one that was given up before this was heard. */
  #tellRunning(event: (key: string) => WorkerEvent): void {
    if (this.#state === "running") this.#tellEach(event);
  }

  #tellEach(event: (key: string) => WorkerEvent): void {
    for (const key of this.keys) this.#context.tell(event(key));
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The time that a worker's commands have, in milliseconds; 0: no limit. */
export function timeoutOf(worker: Worker, commandTimeout: number): number {
  return parseDuration(worker.options.timeout ?? commandTimeout);
}
