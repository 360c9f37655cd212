import type { ByteWriter } from "./byte-writer.ts";

const LF = 10;

/** Shows the lines that are read, each after the word INPUT. */
export class Echo {
  readonly #writer: ByteWriter;
  #isInLine = false;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  async push(chunk: Uint8Array): Promise<void> {
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(LF, start);
      const next = end === -1 ? chunk.length : end + 1;
      if (!this.#isInLine) await this.#writer.write("INPUT ");
      await this.#writer.write(chunk.subarray(start, next));
      this.#isInLine = end === -1;
      start = next;
    }
  }

  async end(): Promise<void> {
    if (this.#isInLine) await this.#writer.write("\n");
  }
}
