import type { CommandResult } from "./command-result.ts";

/** How a command is run. */
export interface RunOptions {
  /** It is ended after so many milliseconds; never unless told. */
  readonly timeoutMs?: number | null;
  /** It is ended when it has written nothing for so many milliseconds; never unless told. */
  readonly silenceMs?: number | null;
  /** Ends it when aborted. */
  readonly signal?: AbortSignal;
}

/** Why a command is to be ended; how it was is added when it has. */
export type EndReason =
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "silent"; readonly afterMs: number }
  | { readonly kind: "cancelled" };

/** How often what a command has written is looked at, where it must not be silent. */
const LOOK_MS = 50;

/** A command on its way. */
export class Command {
  readonly id: number;
  readonly source: Uint8Array;
  readonly result: Promise<CommandResult>;
  readonly #options: RunOptions;
  readonly #resolve: (result: CommandResult) => void;
  #watch: AbortController | null = null;
  #begunAt: number | null = null;

  constructor(id: number, source: string, options: RunOptions) {
    this.id = id;
    this.source = Buffer.from(source, "utf8");
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<CommandResult>();
    this.result = promise;
    this.#resolve = resolve;
  }

  /** Whether it may have to be ended: then it is alone with the interpreter, so that no other command is hit. */
  get isLimited(): boolean {
    const { timeoutMs, silenceMs, signal } = this.#options;
    return timeoutMs != null || silenceMs != null || signal !== undefined;
  }

  /** Whether nobody wants it any more. */
  get isCancelled(): boolean {
    return this.#options.signal?.aborted === true;
  }

  get elapsedMs(): number {
    return this.#begunAt === null ? 0 : performance.now() - this.#begunAt;
  }

  /** The interpreter has come to it. Calls `onReason` once, where there is a reason to end it. */
  begin(written: () => number, onReason: (reason: EndReason) => void): void {
    this.#begunAt = performance.now();
    if (!this.isLimited) return;
    const watch = new AbortController();
    this.#watch = watch;
    const end = (reason: EndReason): void => {
      if (watch.signal.aborted) return;
      watch.abort();
      onReason(reason);
    };
    const { timeoutMs, silenceMs, signal } = this.#options;
    const timers: NodeJS.Timeout[] = [];
    watch.signal.addEventListener("abort", () => timers.forEach(clearTimeout));
    if (timeoutMs != null)
      timers.push(setTimeout(() => end({ kind: "timed-out", afterMs: timeoutMs }), timeoutMs));
    if (silenceMs != null)
      timers.push(watchSilence(silenceMs, written, () => end({ kind: "silent", afterMs: silenceMs })));
    signal?.addEventListener("abort", () => end({ kind: "cancelled" }), { signal: watch.signal });
  }

  finish(result: CommandResult): void {
    this.#watch?.abort();
    this.#resolve(result);
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
