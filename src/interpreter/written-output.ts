import { closeSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder, openPipes } from "../process/mod.ts";
import { type StreamName, type WrittenPart, WrittenStream } from "./written-stream.ts";

/** Hears what is written as it comes. */
export type OnWritten = (stream: StreamName, bytes: Uint8Array) => void;

/** All that an interpreter writes, kept in the files `stdout` and `stderr` of a folder. */
export class WrittenOutput implements Disposable {
  readonly #folder: string;
  readonly #isOurs: boolean;
  readonly #streams: Readonly<Record<StreamName, WrittenStream>>;
  #isDisposed = false;

  /** @param folder where the files are to stand; one of our own, which goes with them, unless told */
  constructor(folder: string | null, isMerged: boolean, onWritten: OnWritten) {
    this.#isOurs = folder === null;
    this.#folder = folder ?? makeTemporaryFolder("runyard-interpreter-");
    try {
      const [stdout = never(), stderr = stdout] = openStreams(this.#folder, isMerged, onWritten);
      this.#streams = { stdout, stderr };
    } catch (error) {
      this.#removeFolder();
      throw error;
    }
  }

  stream(name: StreamName): WrittenStream {
    return this.#streams[name];
  }

  /** Whether what is written to stderr goes to stdout. */
  get isMerged(): boolean {
    return this.#streams.stdout === this.#streams.stderr;
  }

  /** How much was written so far to both, in bytes. */
  get size(): number {
    return this.#each().reduce((sum, stream) => sum + stream.size, 0);
  }

  /** Whether a stream holds more than may be kept. */
  get isOverLimit(): boolean {
    return this.#each().some((stream) => stream.isOverLimit);
  }

  /** The system's error code where something that was written could not be kept. */
  get lost(): string | null {
    return this.#each().find(({ lost }) => lost !== null)?.lost ?? null;
  }

  allow(bytes: number): void {
    for (const stream of this.#each()) stream.allow(bytes);
  }

  closeWriters(): void {
    for (const stream of this.#each()) stream.closeWriter();
  }

  drain(): void {
    for (const stream of this.#each()) stream.drain();
  }

  /** The last line that was written, which most often says why a program ended. */
  lastLine(): string {
    const { stdout, stderr } = this.#streams;
    const stream = stderr.size > 0 ? stderr : stdout;
    const { bytes } = stream.read(Math.max(0, stream.size - 2000), stream.size, 2000);
    return Buffer.from(bytes).toString().trim().split("\n").at(-1)?.trim() ?? "";
  }

  read(name: StreamName, start: number, end: number, limit: number): WrittenPart {
    return this.#streams[name].read(start, end, limit);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const stream of this.#each()) stream[Symbol.dispose]();
    this.#removeFolder();
  }

  #removeFolder(): void {
    if (this.#isOurs) rmSync(this.#folder, { recursive: true, force: true });
  }

  #each(): readonly WrittenStream[] {
    return [...new Set(Object.values(this.#streams))];
  }
}

/** All of them, or none. */
function openStreams(folder: string, isMerged: boolean, onWritten: OnWritten): readonly WrittenStream[] {
  const pipes = openPipes(isMerged ? 1 : 2);
  const opened: WrittenStream[] = [];
  try {
    for (const [index, pipe] of pipes.entries()) {
      const name = index === 0 ? "stdout" : "stderr";
      opened.push(new WrittenStream(pipe, join(folder, name), (bytes) => onWritten(name, bytes)));
    }
    return opened;
  } catch (error) {
    for (const stream of opened) stream[Symbol.dispose]();
    for (const { reader, writer } of pipes.slice(opened.length))
      [reader, writer].forEach((end) => closeSync(end));
    throw error;
  }
}

function never(): never {
  throw new TypeError("Cannot read what an interpreter writes: no pipe was opened");
}
