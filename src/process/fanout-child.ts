import { FanoutInput } from "./fanout-input.ts";
import type { FanoutRequests } from "./fanout-requests.ts";
import type { FanoutChild, FanoutEnd, FanoutListener, FanoutSpec } from "./fanout.ts";
import type { Identity } from "./identity.ts";
import { type StopOptions, type StopReport, stop } from "./kill-ladder.ts";

/** How much input is on its way to one child at most. The rest waits here, and keeps no other child waiting. */
const AHEAD_BYTES = 262_144;
/** The most that one frame carries, so that inputs of several children take turns. */
const PIECE_BYTES = 65_536;

/** A child that was asked for: what is known of it, and the input that it has not taken yet. */
export class StartedChild implements FanoutChild {
  readonly spec: FanoutSpec;
  readonly #number: number;
  readonly #listener: FanoutListener;
  readonly #requests: FanoutRequests;
  readonly #hearOf: (promise: Promise<void>) => Promise<void>;
  readonly #begun: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #over: PromiseWithResolvers<void> = Promise.withResolvers();
  #identity: Identity | null = null;
  #isOver = false;
  /** `ended`: nothing is added, and its end will be told. `closed`: nothing is taken any more. */
  #state: "open" | "ended" | "closed" = "open";
  /** What waits here, and how much is on its way. */
  readonly #waiting = new FanoutInput();
  #aheadBytes = 0;
  #isEndTold = false;

  /** @param hearOf has all told that is needed for a promise of ours, also where output is held */
  constructor(
    number: number,
    spec: FanoutSpec,
    listener: FanoutListener,
    requests: FanoutRequests,
    hearOf: (promise: Promise<void>) => Promise<void>,
  ) {
    this.#hearOf = hearOf;
    this.spec = spec;
    this.#number = number;
    this.#listener = listener;
    this.#requests = requests;
  }

  get pid(): number | null {
    return this.#identity?.pid ?? null;
  }

  get identity(): Identity | null {
    return this.#identity;
  }

  get pendingBytes(): number {
    return this.#waiting.sizeBytes + this.#aheadBytes;
  }

  write(bytes: Uint8Array): void {
    if (this.spec.stdin === "none") throw this.#mistake("its input is no pipe");
    if (this.#state === "ended") throw this.#mistake("the end of its input was told");
    if (this.#state === "closed") return;
    this.#waiting.add(bytes);
    this.#send();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#send();
  }

  async stop(options: StopOptions): Promise<StopReport> {
    if (this.#identity === null && !this.#isOver) await this.#hearOf(this.#begun.promise);
    if (this.#isOver) return { rung: "asked", left: [] };
    const report = await this.#climb(options);
    if (report.left.length === 0) await this.#over.promise;
    return report;
  }

  /** Kills it and its process group, if it has started. */
  async kill(): Promise<void> {
    if (this.#identity !== null) await this.#climb({ ask: "SIGTERM", graceMs: 0 });
  }

  hearStart(identity: Identity): void {
    this.#identity = identity;
    this.#begun.resolve();
    this.#listener.onStart(identity.pid);
  }

  hearOutput(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    this.#listener.onOutput(stream, bytes);
  }

  hearWritten(bytes: number): void {
    // What was still told after the input was closed counts no more.
    this.#aheadBytes = Math.max(0, this.#aheadBytes - bytes);
    this.#send();
    this.#listener.onWritten(bytes);
  }

  /** It takes no more input: what waits is forgotten. */
  closeInput(): void {
    this.#state = "closed";
    this.#waiting.clear();
    this.#aheadBytes = 0;
  }

  hearEnd(end: FanoutEnd): void {
    this.closeInput();
    this.#isOver = true;
    this.#begun.resolve();
    this.#over.resolve();
    this.#listener.onEnd(end);
  }

  #climb(options: StopOptions): Promise<StopReport> {
    const isEnded = (): boolean => this.#isOver;
    return stop({ marker: null, shim: null, command: this.#identity, isEnded }, options);
  }

  #send(): void {
    while (this.#waiting.sizeBytes > 0 && this.#aheadBytes < AHEAD_BYTES) {
      const piece = this.#waiting.take(Math.min(PIECE_BYTES, AHEAD_BYTES - this.#aheadBytes));
      this.#requests.add("I", this.#number, piece);
      this.#aheadBytes += piece.length;
    }
    if (this.#state !== "ended" || this.#waiting.sizeBytes > 0 || this.#isEndTold) return;
    this.#isEndTold = true;
    if (this.spec.stdin === "pipe") this.#requests.add("E", this.#number);
  }

  #mistake(problem: string): TypeError {
    return new TypeError(`Cannot write to "${this.spec.argv[0]}": ${problem}`);
  }
}
