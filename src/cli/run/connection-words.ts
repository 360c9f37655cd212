import { connectionReason, isSshBeginning } from "../../task/mod.ts";

/** So much is held back at most. */
const MOST_HELD = 8192;

/**
 * What ssh itself says of a connection that fails, told from what the command writes: held back until the end of the
 * command says which of both it was.
 */
export class ConnectionWords {
  readonly #pass: (bytes: Uint8Array) => void;
  readonly #holdsAll: boolean;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #isOpen = true;

  /** @param holdsAll whatever is written is the program's that connects: it copies, and runs no command */
  constructor(pass: (bytes: Uint8Array) => void, holdsAll: boolean) {
    this.#pass = pass;
    this.#holdsAll = holdsAll;
  }

  push(bytes: Uint8Array): void {
    if (!this.#isOpen) return this.#pass(bytes);
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > MOST_HELD || !(this.#holdsAll || isSshBeginning(this.#text))) this.release();
  }

  /** It was the command. */
  release(): void {
    this.#isOpen = false;
    for (const bytes of this.#held.splice(0)) this.#pass(bytes);
  }

  /** Why there was no connection; null where what is held says nothing of that. */
  connectionReason(): string | null {
    return this.#held.length === 0 ? null : connectionReason(this.#text);
  }

  /** What a copying program says first, without its name. */
  firstLine(): string | null {
    const line = this.#text.split(/\r?\n/).find((text) => text.trim() !== "");
    return line?.replace(/^(?:scp|cp|rsync)(?:\[\w+\])?: /, "").trim() ?? null;
  }

  get #text(): string {
    return Buffer.concat(this.#held).toString();
  }
}
