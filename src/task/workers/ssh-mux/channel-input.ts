import type { Socket } from "node:net";
import { FanoutInput } from "../../../process/mod.ts";
import { MESSAGE, packet } from "./messages.ts";
import { encode } from "./wire.ts";

/** How much is given to the socket ahead of what it has taken. */
const AHEAD_BYTES = 262_144;

/** The input of a command, which goes as far as the other side has room for it. */
export class ChannelInput {
  readonly #socket: Socket;
  readonly #onWritten: (bytes: number) => void;
  readonly #waiting = new FanoutInput();
  #onWayBytes = 0;
  #channel: { readonly number: number; readonly packetBytes: number } | null = null;
  #windowBytes = 0;
  /** `ended`: nothing is added, and its end will be told. `closed`: nothing is taken any more. */
  #state: "open" | "ended" | "closed" = "open";

  constructor(socket: Socket, onWritten: (bytes: number) => void) {
    this.#socket = socket;
    this.#onWritten = onWritten;
  }

  get state(): "open" | "ended" | "closed" {
    return this.#state;
  }

  get pendingBytes(): number {
    return this.#waiting.sizeBytes + this.#onWayBytes;
  }

  add(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#waiting.add(bytes);
    this.#send();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#send();
  }

  /** The other side has a channel for it, with so much room. */
  open(number: number, windowBytes: number, packetBytes: number): void {
    this.#channel = { number, packetBytes };
    // OpenSSH gives room before it says that the command has begun.
    this.#windowBytes += windowBytes;
    this.#send();
  }

  widen(bytes: number): void {
    this.#windowBytes += bytes;
    this.#send();
  }

  /** Nothing is taken any more: what waits is forgotten. */
  close(): void {
    this.#state = "closed";
    this.#waiting.clear();
    this.#onWayBytes = 0;
  }

  /** Takes back what waits, for another way. */
  *takeAll(): Iterable<Uint8Array> {
    while (this.#waiting.sizeBytes > 0) yield this.#waiting.take(Number.MAX_SAFE_INTEGER);
  }

  #send(): void {
    if (this.#channel === null || this.#state === "closed") return;
    const { number, packetBytes } = this.#channel;
    while (this.#waiting.sizeBytes > 0 && this.#windowBytes > 0 && this.#onWayBytes < AHEAD_BYTES)
      this.#sendPiece(number, this.#waiting.take(Math.min(packetBytes, this.#windowBytes)));
    if (this.#state !== "ended" || this.#waiting.sizeBytes > 0) return;
    this.#channel = null;
    this.#socket.write(packet(MESSAGE.eof, encode(number)));
  }

  #sendPiece(number: number, piece: Uint8Array): void {
    this.#windowBytes -= piece.length;
    this.#onWayBytes += piece.length;
    this.#socket.cork();
    this.#socket.write(packet(MESSAGE.data, encode(number, piece.length), piece.length));
    this.#socket.write(piece, (error) => {
      if (this.#state === "closed" || (error !== null && error !== undefined)) return;
      this.#onWayBytes -= piece.length;
      this.#send();
      this.#onWritten(piece.length);
    });
    this.#socket.uncork();
  }
}
