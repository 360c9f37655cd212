import type { OutputStream } from "../output.ts";
import { exitCodes } from "../plain-exit-codes.ts";

/**
 * Standard output or error of this process, written to without the stream that Node has for it: opening that takes 3 ms
 * of every start. The stream takes over where the other end cannot take everything at once.
 */
export class DirectOutput implements OutputStream {
  readonly #descriptor: 1 | 2;
  readonly #exitWithoutReader: number;
  readonly #mayBlock: boolean;
  /** What is written to until somebody has to wait; null before it was looked for. */
  #target: number | null = null;
  #stream: NodeJS.WriteStream | null = null;

  /**
   * @param exitWithoutReader what the program ends with where nobody reads its results any more: 0, for the work is over, unless told
   * @param mayBlock false: a pipe or a socket that is full keeps nothing else from going on, and what is not taken waits here
   */
  constructor(descriptor: 1 | 2, exitWithoutReader: number = exitCodes.success, mayBlock = true) {
    this.#descriptor = descriptor;
    this.#exitWithoutReader = exitWithoutReader;
    this.#mayBlock = mayBlock;
  }

  /** @throws {Error} where it can't be written; but where nobody reads any more, there is nothing left to do. */
  write(chunk: string | Uint8Array): boolean {
    this.#target ??= this.#mayBlock ? this.#descriptor : withoutBlocking(this.#descriptor);
    if (this.#stream !== null || this.#target === USE_STREAM) return this.#opened().write(chunk);
    const left = this.#writeNow(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    return left.length === 0 || this.#opened().write(left);
  }

  once(event: "drain", listener: () => void): unknown {
    return this.#opened().once(event, listener);
  }

  /** How many bytes nobody has taken yet. */
  get writableLength(): number {
    return this.#stream?.writableLength ?? 0;
  }

  /** How wide the terminal is; 0 where it is none, or does not know. */
  get columns(): number {
    return this.#opened().columns ?? 0;
  }

  /** @returns what could not be written yet */
  #writeNow(bytes: Uint8Array): Uint8Array {
    const { writeSync } = process.getBuiltinModule("node:fs");
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#target ?? this.#descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE") return this.#endWithoutReader();
      if (code !== "EAGAIN") throw refusal(error as Error);
    }
    return bytes.subarray(written);
  }

  #opened(): NodeJS.WriteStream {
    if (this.#stream !== null) return this.#stream;
    const stream = this.#descriptor === 1 ? process.stdout : process.stderr;
    this.#stream = stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") process.exit(exitCodes.failure);
      this.#endWithoutReader();
    });
    return this.#stream;
  }

  /** What is said on standard error may be lost; without a reader of the results, the work is over. */
  #endWithoutReader(): Uint8Array {
    if (this.#descriptor === 1) process.exit(this.#exitWithoutReader);
    return new Uint8Array();
  }
}

const USE_STREAM = -1;

/** A descriptor by which a pipe refuses what it can't take: one of our own, for others may have ours. */
function withoutBlocking(descriptor: 1 | 2): number {
  const { constants, fstatSync, openSync } = process.getBuiltinModule("node:fs");
  try {
    const stat = fstatSync(descriptor);
    if (stat.isSocket()) return USE_STREAM;
    if (!stat.isFIFO()) return descriptor;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return USE_STREAM;
  }
}

function refusal(error: Error): Error {
  const reason = error.message.replaceAll(/^\w+: |, write$/g, "");
  return new Error(`Cannot write what was asked for: ${reason}`, { cause: error });
}
