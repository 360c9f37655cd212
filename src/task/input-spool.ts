import { randomUUID } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunyardError, messageOf, systemCode } from "../core/mod.ts";

/** So much is held in memory. */
const MOST_IN_MEMORY = 1024 * 1024;

/** Where a part stands in the file. */
interface Place {
  readonly at: number;
  readonly length: number;
}

/**
 * Bytes that are read later than they come, such as input that several commands read, each as fast as it can. In memory is
 * 1 MiB of it at most; the rest goes to a temporary file that no folder names, so that it is gone with the process whatever ends it.
 */
export class InputSpool implements Disposable {
  /** How many parts were written, and how many bytes they are. */
  count = 0;
  sizeBytes = 0;
  isEnded = false;
  readonly #parts = new Map<number, Uint8Array | Place>();
  #released = 0;
  #memoryBytes = 0;
  #descriptor: number | null = null;
  #fileEnd = 0;
  #partsInFile = 0;
  readonly #what: string;

  /** @param what the bytes are, for messages */
  constructor(what = "input for commands") {
    this.#what = what;
  }

  /** The bytes are kept as they are, not copied. @throws {RunyardError} store-full where the disk takes no more */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#memoryBytes + bytes.length <= MOST_IN_MEMORY) {
      this.#parts.set(this.count, bytes);
      this.#memoryBytes += bytes.length;
    } else this.#parts.set(this.count, this.#toFile(bytes));
    this.count++;
    this.sizeBytes += bytes.length;
  }

  /** Undefined for one that is still to come, or was let go of. */
  part(index: number): Uint8Array | undefined {
    const part = this.#parts.get(index);
    return part === undefined || part instanceof Uint8Array ? part : this.#fromFile(part);
  }

  /** Nobody reads the parts before this one any more. */
  release(index: number): void {
    for (; this.#released < index; this.#released++) {
      const part = this.#parts.get(this.#released);
      this.#parts.delete(this.#released);
      if (part instanceof Uint8Array) this.#memoryBytes -= part.length;
      else if (part !== undefined) this.#partsInFile--;
    }
    if (this.#partsInFile > 0 || this.#fileEnd === 0 || this.#descriptor === null) return;
    ftruncateSync(this.#descriptor, 0);
    this.#fileEnd = 0;
  }

  [Symbol.dispose](): void {
    this.#parts.clear();
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #toFile(bytes: Uint8Array): Place {
    const place = { at: this.#fileEnd, length: bytes.length };
    try {
      this.#descriptor ??= openNameless();
      for (let done = 0; done < bytes.length; )
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, place.at + done);
    } catch (error) {
      throw refusal(`keep ${this.#what}`, error);
    }
    this.#fileEnd += bytes.length;
    this.#partsInFile++;
    return place;
  }

  #fromFile({ at, length }: Place): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    try {
      for (let done = 0; done < length; ) {
        const count = readSync(this.#descriptor ?? -1, bytes, done, length - done, at + done);
        if (count === 0) throw new Error("it has become shorter");
        done += count;
      }
    } catch (error) {
      throw refusal(`read ${this.#what}`, error);
    }
    return bytes;
  }
}

function openNameless(): number {
  const path = join(tmpdir(), `runyard-${randomUUID()}.input`);
  const descriptor = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  return descriptor;
}

function refusal(action: string, error: unknown): RunyardError {
  const isFull = ["ENOSPC", "EDQUOT"].includes(systemCode(error) ?? "");
  return new RunyardError(
    isFull ? "store-full" : "store-unusable",
    `Cannot ${action} in "${tmpdir()}": ${isFull ? "the disk is full" : messageOf(error)}`,
    { cause: error },
  );
}
