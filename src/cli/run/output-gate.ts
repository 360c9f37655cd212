import type { OutputStream } from "../output.ts";
import type { RunObserver } from "./observer.ts";

/** So much may wait for whoever reads what we write, before we read no more of what commands write. */
const MOST_WAITING = 4 * 1024 * 1024;
/** The same when they were asked to end: what they still write must not keep us from hearing that they have. */
const MOST_WAITING_AT_END = 64 * 1024 * 1024;

/** Has commands wait while nobody takes what we write: their times go on, and Ctrl-C is heard. */
export class OutputGate implements RunObserver {
  readonly #streams: readonly OutputStream[];
  readonly #hold: (isHeld: boolean) => void;
  readonly #full = new Set<OutputStream>();
  #mostWaiting = MOST_WAITING;

  /** @param hold tells whether commands are to wait */
  constructor(streams: readonly OutputStream[], hold: (isHeld: boolean) => void) {
    this.#streams = streams;
    this.#hold = hold;
  }

  wrote(): void {
    for (const stream of this.#streams)
      if (waiting(stream) > this.#mostWaiting && !this.#full.has(stream)) this.#close(stream);
  }

  /** What runs was asked to end. */
  loosen(): void {
    this.#mostWaiting = MOST_WAITING_AT_END;
    for (const stream of this.#full) if (waiting(stream) <= this.#mostWaiting) this.#full.delete(stream);
    this.#hold(this.#full.size > 0);
  }

  #close(stream: OutputStream): void {
    this.#full.add(stream);
    this.#hold(true);
    stream.once("drain", () => {
      this.#full.delete(stream);
      if (this.#full.size === 0) this.#hold(false);
    });
  }
}

function waiting(stream: OutputStream): number {
  return stream.writableLength ?? 0;
}
