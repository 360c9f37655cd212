import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";

/**
 * A temporary file of records of one size. No folder names it once it is open, so nothing of it is left however the
 * process ends.
 */
export class SpillFile {
  readonly #recordBytes: number;
  #descriptor: number | null = null;

  constructor(recordBytes: number) {
    this.#recordBytes = recordBytes;
  }

  /** @throws {RunyardError} store-full where the disk takes no more */
  write(record: number, bytes: Uint8Array): void {
    const at = record * this.#recordBytes;
    try {
      this.#descriptor ??= openNameless();
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, at + done);
      }
    } catch (error) {
      throw refusal("keep", error);
    }
  }

  /** @throws {RunyardError} store-unusable where it can't be read */
  read(record: number): Buffer {
    const bytes = Buffer.allocUnsafe(this.#recordBytes);
    const at = record * this.#recordBytes;
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(this.#descriptor ?? -1, bytes, done, bytes.length - done, at + done);
        if (count === 0) throw new Error("it has become shorter");
        done += count;
      }
    } catch (error) {
      throw refusal("read", error);
    }
    return bytes;
  }

  /** Gives the space back. */
  clear(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

function openNameless(): number {
  // Most runs need no file, and loading this takes milliseconds.
  const { randomUUID } = process.getBuiltinModule("node:crypto");
  const path = join(tmpdir(), `runyard-${randomUUID()}.spill`);
  const descriptor = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  return descriptor;
}

function refusal(action: "keep" | "read", error: unknown): RunyardError {
  const isFull = ["ENOSPC", "EDQUOT"].includes(systemCode(error) ?? "");
  return new RunyardError(
    isFull ? "store-full" : "store-unusable",
    `Cannot ${action} gathered output in "${tmpdir()}": ${isFull ? "the disk is full" : messageOf(error)}`,
    { cause: error },
  );
}
