import type { Duplex } from "node:stream";
import { FrameReader, encodeFrame } from "../core/mod.ts";
import { type Message, type Order, readMessage } from "./message.ts";

/**
 * The private way between us and an interpreter: orders go there, messages come back, and neither is the stdin, stdout
 * or stderr that user code sees. It is over when the other end has closed it, or has said something that is not our
 * protocol.
 */
export class BackChannel {
  readonly #stream: Duplex;
  /** Fulfilled when nothing more will come. */
  readonly closed: Promise<void>;

  constructor(stream: Duplex, onMessage: (message: Message) => void) {
    this.#stream = stream;
    this.closed = new Promise((resolve) => stream.once("close", resolve));
    const reader = new FrameReader();
    stream.on("data", (chunk: Buffer) => this.#receive(reader, chunk, onMessage));
    // The close that follows says all that there is to say.
    stream.on("error", () => stream.destroy());
    stream.on("end", () => stream.destroy());
  }

  get isOpen(): boolean {
    return !this.#stream.destroyed;
  }

  /** Sends an order, with bytes beside it. @returns how many bytes went out, or -1 where nobody hears it any more */
  send(order: Order, bytes?: Uint8Array): number {
    if (!this.isOpen) return -1;
    const frame = encodeFrame(order, bytes);
    this.#stream.write(frame);
    return frame.length;
  }

  close(): void {
    this.#stream.destroy();
  }

  #receive(reader: FrameReader, chunk: Buffer, onMessage: (message: Message) => void): void {
    try {
      for (const { json } of reader.push(chunk)) {
        const message = readMessage(json);
        if (message === undefined) this.close();
        else onMessage(message);
      }
    } catch {
      this.close();
    }
  }
}
