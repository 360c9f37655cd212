import { connectionReason, sshBeginning, sshNotices } from "../../task/mod.ts";

/** So much is held back at most. */
const MOST_HELD = 8192;

/**
 * What ssh itself says of a connection that fails, told from what the command writes: held back from there on until the end
 * of the command says which of both it was. A banner and warnings before it are passed on.
 */
export class ConnectionWords {
  readonly #pass: (bytes: Uint8Array) => void;
  readonly #holdsAll: boolean;
  #held: Buffer = Buffer.alloc(0);
  #isOpen = true;
  /** Whether what comes begins a line. */
  #beginsLine = true;
  /** Whether nothing was passed on yet. */
  #isBeginning = true;

  /** @param holdsAll whatever is written is the program's that connects: it copies, and runs no command */
  constructor(pass: (bytes: Uint8Array) => void, holdsAll: boolean) {
    this.#pass = pass;
    this.#holdsAll = holdsAll;
  }

  push(bytes: Uint8Array): void {
    if (!this.#isOpen) return this.#pass(bytes);
    this.#held = Buffer.concat([this.#held, bytes]);
    if (!this.#holdsAll) this.#passOthers();
    if (this.#held.length > MOST_HELD) this.release();
  }

  /** It was the command. */
  release(): void {
    this.#isOpen = false;
    this.#passHeld(this.#held.length);
  }

  /** Why there was no connection; null where what is held says nothing of that. */
  connectionReason(): string | null {
    return connectionReason(this.#text);
  }

  /**
   * What a copying program says first, without its name; what has none may be a banner, and the last of it counts.
   *
   * @param meaning what its exit code says; it is added to what may be a banner, or stands alone
   */
  complaint(meaning: string | null): string | null {
    const lines = this.#text.split(/\r?\n/).filter((text) => text.trim() !== "");
    const own = lines.find((text) => COPIER.test(text)) ?? lines.find((text) => LAST_WORDS.test(text));
    if (own !== undefined) return own.replace(COPIER, "").trim();
    return [lines.at(-1)?.trim(), meaning].filter((text) => typeof text === "string").join("; ") || null;
  }

  /** Passes on what stands before ssh's own words. */
  #passOthers(): void {
    // One byte is one character, so that places in the text are places in the bytes.
    let text = this.#held.toString("latin1");
    if (this.#isBeginning) {
      const notices = sshNotices(text);
      this.#held = this.#held.subarray(notices);
      text = text.slice(notices);
    }
    const start = this.#beginsLine ? 0 : text.indexOf("\n") + 1;
    this.#passHeld(start === 0 && !this.#beginsLine ? text.length : start + sshBeginning(text.slice(start)));
  }

  #passHeld(length: number): void {
    if (length === 0) return;
    const passed = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    this.#beginsLine = passed.at(-1) === 10;
    this.#isBeginning = false;
    this.#pass(passed);
  }

  get #text(): string {
    return this.#held.toString();
  }
}

/** How copying programs begin what they say; of one thing rsync speaks without its name. */
const COPIER = /^(?:(?:scp|cp|rsync|sftp)(?:\[\w+\])?: |ERROR: |(?=protocol version mismatch))/;
/** How rsync sums up. */
const LAST_WORDS = /^rsync error: /;
