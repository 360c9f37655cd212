import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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

/**
 * The files that an interpreter's stdout and stderr lead to. Files, and not pipes: whatever writes, C code and processes
 * that it leaves behind included, never waits for us, and what a command wrote is a range of bytes.
 */
export class OutputFiles implements Disposable {
  readonly folder: string;
  readonly #isOurs: boolean;
  readonly #descriptors: Readonly<Record<StreamName, number>>;

  /** @param folder where they are to stand; one of our own, which goes with them, unless told */
  constructor(folder: string | null, isMerged: boolean) {
    this.#isOurs = folder === null;
    this.folder = folder ?? mkdtempSync(join(tmpdir(), "runyard-interpreter-"));
    const stdout = openSync(join(this.folder, "stdout"), "a+", 0o600);
    this.#descriptors = {
      stdout,
      stderr: isMerged ? stdout : openSync(join(this.folder, "stderr"), "a+", 0o600),
    };
  }

  descriptor(stream: StreamName): number {
    return this.#descriptors[stream];
  }

  /** How much has been written so far, in bytes. */
  size(stream: StreamName): number {
    return fstatSync(this.#descriptors[stream]).size;
  }

  /** What was written between two places, of which at most `limit` bytes are read. */
  read(stream: StreamName, start: number, end: number, limit: number): WrittenPart {
    const bytes = Buffer.alloc(Math.max(0, Math.min(limit, end - start)));
    const read = bytes.length === 0 ? 0 : readSync(this.#descriptors[stream], bytes, 0, bytes.length, start);
    return { bytes: bytes.subarray(0, read), start, end, isCut: read < end - start };
  }

  [Symbol.dispose](): void {
    for (const descriptor of new Set(Object.values(this.#descriptors))) closeSync(descriptor);
    if (this.#isOurs) rmSync(this.folder, { recursive: true, force: true });
  }
}
