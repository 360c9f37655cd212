import type { OutputStream } from "../output.ts";

/** So much is written at once. */
const CHUNK = 64 * 1024;

/** Writes results no faster than they are taken, and never much at once. */
export class ResultWriter {
  readonly #stream: OutputStream;
  #held = "";

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Whether enough is held for it to be written. */
  get isFull(): boolean {
    return this.#held.length >= CHUNK;
  }

  hold(text: string): void {
    this.#held += text;
  }

  /** Writes what is held. */
  async flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    if (text === "" || this.#stream.write(text)) return;
    await new Promise<void>((resolve) => this.#stream.once("drain", resolve));
  }

  async line(text: string): Promise<void> {
    this.hold(`${text}\n`);
    if (this.isFull) await this.flush();
  }
}
