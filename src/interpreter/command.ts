import type { CommandResult } from "./command-result.ts";
import { startLongTimer } from "./long-timer.ts";
import type { Order } from "./message.ts";

/** How a command is run. */
export interface RunOptions {
  /** It is ended after so many milliseconds; never unless told. */
  readonly timeoutMs?: number | null;
  /** It is ended when it has written nothing for so many milliseconds; never unless told. */
  readonly silenceMs?: number | null;
  /** As text in the notation of its language, where that has one: for people to read; see {@link Shown}. */
  readonly valueAs?: "text";
  /** It is none of the commands that traces number: it has a number beyond theirs. */
  readonly isUncounted?: boolean;
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
  /** It is ended when it has written more bytes to one of its streams; 1 GB unless told. */
  readonly outputLimitBytes?: number;
}

/** Why a command is to be ended; how it was is added when it has. */
export type EndReason =
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "silent"; readonly afterMs: number }
  | { readonly kind: "cancelled" }
  | { readonly kind: "too-much-output"; readonly limitBytes: number }
  | { readonly kind: "output-lost"; readonly system: string };

/** How often what a command has written is looked at, where it must not be silent. */
const LOOK_MS = 50;
const GIGABYTE = 1000 ** 3;

/** A command on its way. */
export class Command {
  readonly id: number;
  readonly source: Uint8Array;
  readonly result: Promise<CommandResult>;
  readonly #options: RunOptions;
  readonly #resolve: (result: CommandResult) => void;
  #onReason: ((reason: EndReason) => void) | null = null;
  /** What is to be undone when nothing has to be watched any more. */
  #watches: (() => void)[] = [];
  #begunAt: number | null = null;

  constructor(id: number, source: string, options: RunOptions) {
    this.id = id;
    this.source = Buffer.from(source, "utf8");
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<CommandResult>();
    this.result = promise;
    this.#resolve = resolve;
  }

  /** Whether nobody wants it any more. */
  get isCancelled(): boolean {
    return this.#options.signal?.aborted === true;
  }

  get elapsedMs(): number {
    return this.#begunAt === null ? 0 : performance.now() - this.#begunAt;
  }

  /** What the interpreter is told. */
  get order(): Order {
    const { valueAs } = this.#options;
    return { kind: "run", id: this.id, ...(valueAs !== undefined && { valueAs }) };
  }

  /** How much it may write to each of its streams, in bytes. */
  get outputLimitBytes(): number {
    return this.#options.outputLimitBytes ?? GIGABYTE;
  }

  /** The interpreter has come to it. Calls `onReason` once, where there is a reason to end it. */
  begin(written: () => number, onReason: (reason: EndReason) => void): void {
    this.#begunAt = performance.now();
    this.#onReason = onReason;
    const { timeoutMs, silenceMs, signal } = this.#options;
    if (timeoutMs != null)
      this.#watches.push(
        startLongTimer(timeoutMs, () => this.endFor({ kind: "timed-out", afterMs: timeoutMs })),
      );
    if (silenceMs != null) {
      const timer = watchSilence(silenceMs, written, () =>
        this.endFor({ kind: "silent", afterMs: silenceMs }),
      );
      this.#watches.push(() => clearInterval(timer));
    }
    if (signal !== undefined) this.#watchSignal(signal);
  }

  /** There is a reason to end it that it can't know of by itself. The first reason counts. */
  endFor(reason: EndReason): void {
    const onReason = this.#onReason;
    this.#unwatch();
    onReason?.(reason);
  }

  finish(result: CommandResult): void {
    this.#unwatch();
    this.#resolve(result);
  }

  #watchSignal(signal: AbortSignal): void {
    const onAbort = (): void => this.endFor({ kind: "cancelled" });
    signal.addEventListener("abort", onAbort, { once: true });
    this.#watches.push(() => signal.removeEventListener("abort", onAbort));
  }

  #unwatch(): void {
    this.#onReason = null;
    for (const undo of this.#watches) undo();
    this.#watches = [];
  }
}

function watchSilence(silenceMs: number, written: () => number, onSilence: () => void): NodeJS.Timeout {
  let size = written();
  let since = performance.now();
  return setInterval(
    () => {
      const now = written();
      if (now !== size) {
        size = now;
        since = performance.now();
      } else if (performance.now() - since >= silenceMs) onSilence();
    },
    Math.min(LOOK_MS, silenceMs),
  );
}
