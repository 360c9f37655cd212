import type { Duplex } from "node:stream";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { FrameReader, encodeFrame } from "../core/mod.ts";
import { type Message, type Order, readMessage } from "./message.ts";

/** What goes on for longer comes from something that the interpreter left behind. */
const MOST_ROUNDS = 200;

/**
 * The private way between us and an interpreter: orders go there, messages come back, and neither is the stdin, stdout
 * or stderr that user code sees. It is over when the other end has closed it, or has said something that is not our
 * protocol.
 */
export class BackChannel {
  readonly #onMessage: (message: Message) => void;
  readonly #reader = new FrameReader();
  readonly #closed = Promise.withResolvers<void>();
  #stream: Duplex | null = null;
  #isOpen = true;
  #chunks = 0;

  constructor(onMessage: (message: Message) => void) {
    this.#onMessage = onMessage;
  }

  /** The connection is there, with what was read from it already. */
  attach(stream: Duplex, read?: Buffer): void {
    if (!this.isOpen) return void stream.destroy();
    this.#stream = stream;
    stream.once("close", () => this.close());
    if (read !== undefined) this.#receive(read);
    stream.on("data", (chunk: Buffer) => this.#receive(chunk));
    // The close that follows says all that there is to say.
    stream.on("error", () => stream.destroy());
    stream.on("end", () => stream.destroy());
  }

  /** Whether it is not over: it may still have to come about. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Fulfilled when nothing more will come. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Fulfilled when it is over, or when nothing has come for so long. What has come is counted in turns of our own loop: time
   * in which we could not read says nothing.
   */
  async quiet(ms: number): Promise<void> {
    let before = -1;
    for (let round = 0; round < MOST_ROUNDS && this.isOpen && this.#chunks !== before; round++) {
      before = this.#chunks;
      await Promise.race([this.closed, sleep(ms)]);
      await turn();
    }
  }

  /** Sends an order, with bytes beside it. @returns how many bytes went out, or -1 where nobody hears it any more */
  send(order: Order, bytes?: Uint8Array): number {
    if (!this.isOpen || this.#stream === null) return -1;
    const frame = encodeFrame(order, bytes);
    this.#stream.write(frame);
    return frame.length;
  }

  close(): void {
    this.#isOpen = false;
    this.#stream?.destroy();
    this.#closed.resolve();
  }

  #receive(chunk: Buffer): void {
    this.#chunks++;
    try {
      for (const { json } of this.#reader.push(chunk)) {
        const message = readMessage(json);
        if (message === undefined) this.close();
        else this.#onMessage(message);
      }
    } catch {
      this.close();
    }
  }
}
