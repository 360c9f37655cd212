import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { systemCode } from "../core/mod.ts";
import type { PipeEnds } from "../process/mod.ts";

/** What a command wrote to one of its streams. */
export interface WrittenPart {
  /** The beginning of it, up to the limit. */
  readonly bytes: Uint8Array;
  /** Where it begins and ends in all that the interpreter wrote to this stream. */
  readonly start: number;
  readonly end: number;
  /** Whether there is more than `bytes`. */
  readonly isCut: boolean;
}

/** One of the streams that user code writes to. */
export type StreamName = "stdout" | "stderr";

/** A pipe holds no more, whatever user code does to it: `/proc/sys/fs/pipe-max-size`. */
const PIPE_BYTES = 1024 * 1024;
const NEWLINE = 10;

/**
 * What an interpreter and all below it write to one of its streams: read from a pipe as it comes, told to whoever
 * listens, and kept in a file. A pipe, so that nothing which user code does to its own end can take back what it wrote: a
 * shell's `> /dev/stderr` cuts a file to nothing.
 */
export class WrittenStream implements Disposable {
  readonly #pipe: PipeEnds;
  readonly #file: number;
  readonly #socket: Socket;
  readonly #onPart: (bytes: Uint8Array) => void;
  #size: number;
  #isWriterOpen = true;
  #isDisposed = false;
  /** What goes beyond is read, and dropped. */
  #mostBytes = Infinity;
  #lost: string | null = null;

  /** @param path the file that is appended to */
  constructor(pipe: PipeEnds, path: string, onPart: (bytes: Uint8Array) => void) {
    this.#pipe = pipe;
    this.#onPart = onPart;
    this.#file = openSync(path, "a+", 0o600);
    this.#size = fstatSync(this.#file).size;
    this.#socket = new Socket({ fd: pipe.reader, readable: true, writable: false });
    this.#socket.on("data", (chunk: Buffer) => this.#take(chunk));
    this.#socket.on("error", () => this.#socket.destroy());
    // What is still there when it ends is drained, not waited for.
    this.#socket.unref();
  }

  /** The end for a child. */
  get writer(): number {
    return this.#pipe.writer;
  }

  /** The child has its copy of the writing end. */
  closeWriter(): void {
    if (this.#isWriterOpen) closeSync(this.#pipe.writer);
    this.#isWriterOpen = false;
  }

  /** How much was written so far, in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Whether more was written than may be kept. */
  get isOverLimit(): boolean {
    return this.#size > this.#mostBytes;
  }

  /** The system's error code where something that was written could not be kept. */
  get lost(): string | null {
    return this.#lost;
  }

  /** From here on so much may be written. */
  allow(bytes: number): void {
    this.#mostBytes = this.#size + bytes;
  }

  /** Reads what is in the pipe by now: all that was written before somebody said so on another way. */
  drain(): void {
    if (this.#isDisposed) return;
    const buffer = shared;
    for (let left = PIPE_BYTES; left > 0 && !this.#socket.destroyed; ) {
      const count = readNow(this.#pipe.reader, buffer);
      if (count === 0) return;
      this.#take(Buffer.from(buffer.subarray(0, count)));
      left -= count;
    }
  }

  /** Puts a text of ours into the file, on lines of its own. Nobody is told. */
  append(text: string): void {
    const [last] = this.read(Math.max(0, this.#size - 1), this.#size, 1).bytes;
    const isLineOpen = last !== undefined && last !== NEWLINE;
    this.#keep(Buffer.from(`${isLineOpen ? "\n" : ""}${text.trimEnd()}\n`));
  }

  /** What was written between two places, of which at most `limit` bytes are read. */
  read(start: number, end: number, limit: number): WrittenPart {
    if (this.#isDisposed) return { bytes: new Uint8Array(), start, end, isCut: start < end };
    const bytes = Buffer.alloc(Math.max(0, Math.min(limit, end - start)));
    const read = bytes.length === 0 ? 0 : readSync(this.#file, bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, read), start, end, isCut: read < end - start };
  }

  /** A second time it does nothing: the numbers of its descriptors may be others' by then. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.closeWriter();
    this.#socket.destroy();
    closeSync(this.#file);
  }

  #take(bytes: Buffer): void {
    if (this.#size <= this.#mostBytes && this.#lost === null) this.#keep(bytes);
    this.#onPart(bytes);
  }

  #keep(bytes: Buffer): void {
    if (this.#isDisposed) return;
    try {
      for (let at = 0; at < bytes.length; ) {
        const count = writeSync(this.#file, bytes, at);
        at += count;
        this.#size += count;
      }
    } catch (error) {
      this.#lost = systemCode(error) ?? "EIO";
    }
  }
}

/** What is read is copied: most often there is nothing, and a new one each time would cost more than the look. */
const shared = Buffer.allocUnsafe(64 * 1024);

/** @returns how many bytes there were, 0 where there is nothing now */
function readNow(descriptor: number, buffer: Buffer): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    if (systemCode(error) === "EAGAIN") return 0;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
