/** A wrapper may pass Ctrl-C on to a process that the terminal has told already: that is one wish, not two. */
const SAME_WISH_MS = 250;
/** A second Ctrl-C within this time means it. */
const SECOND_MS = 2000;

/** Tells a first Ctrl-C from one that means it: the second within two seconds. */
export class Interrupts {
  #lastAt = -Infinity;

  /** Whether it was pressed since then. */
  get wasPressed(): boolean {
    return this.#lastAt !== -Infinity;
  }

  /** A new command runs: what was pressed before was not meant for it. */
  forget(): void {
    this.#lastAt = -Infinity;
  }

  /** @returns null where it is the same wish once more */
  press(now: number): "first" | "second" | null {
    const sinceMs = now - this.#lastAt;
    if (sinceMs < SAME_WISH_MS) return null;
    this.#lastAt = now;
    return sinceMs <= SECOND_MS ? "second" : "first";
  }
}
