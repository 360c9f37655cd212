import type { OutputStream } from "../output.ts";

/** So much is written at once. */
const CHUNK = 64 * 1024;

/** Writes text and bytes no faster than they are taken, and never in small pieces. */
export class ByteWriter {
  readonly #stream: OutputStream;
  #held: Buffer = Buffer.allocUnsafe(CHUNK);
  #length = 0;

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** The bytes are copied. */
  write(piece: string | Uint8Array): Promise<void> | undefined {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (this.#length + bytes.length > CHUNK) return this.#writeThrough(bytes);
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
    return undefined;
  }

  /** Writes what is held. */
  async flush(): Promise<void> {
    const bytes = this.#held.subarray(0, this.#length);
    // The stream may still have what it was given.
    this.#held = Buffer.allocUnsafe(CHUNK);
    this.#length = 0;
    if (bytes.length === 0 || this.#stream.write(bytes)) return;
    await new Promise<void>((resolve) => this.#stream.once("drain", resolve));
  }

  async #writeThrough(bytes: Uint8Array): Promise<void> {
    await this.flush();
    for (let start = 0; start < bytes.length; start += CHUNK) {
      this.#held.set(bytes.subarray(start, start + CHUNK));
      this.#length = Math.min(CHUNK, bytes.length - start);
      if (start + CHUNK < bytes.length) await this.flush();
    }
  }
}
