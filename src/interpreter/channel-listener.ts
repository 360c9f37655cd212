import { timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { type Server, type Socket, createServer } from "node:net";
import { join } from "node:path";
import { FrameReader, makeToken } from "../core/mod.ts";
import { makeTemporaryFolder } from "../process/mod.ts";
import { readMessage } from "./message.ts";

/** A hello is shorter; whoever sends more without one is not the interpreter. */
const MOST_HELLO_BYTES = 10_000;

/**
 * Waits at a Unix socket, in a folder of our own (0700), for the one connection that says hello with the token that only the
 * interpreter was given. Everybody else is turned away; with the right one the place is gone.
 */
export class ChannelListener {
  readonly #folder: string = makeTemporaryFolder("runyard-channel-");
  readonly #token: string = makeToken();
  readonly #server: Server;
  readonly #strangers = new Set<Socket>();
  #isClosed = false;

  /** @param onConnection gets the connection, and the bytes of its hello, once */
  constructor(onConnection: (socket: Socket, hello: Buffer) => void) {
    this.#server = createServer((socket) => this.#question(socket, onConnection));
    // Who waits for the interpreter's hello hears none.
    this.#server.on("error", () => this.close());
    this.#server.listen(this.#path);
  }

  /** What the interpreter's end finds in its environment. */
  get environment(): Readonly<Record<string, string>> {
    return { RUNYARD_CHANNEL: this.#path, RUNYARD_CHANNEL_TOKEN: this.#token };
  }

  /** A second time it does nothing: the folder's name may be another's by then. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stranger of this.#strangers) stranger.destroy();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #path(): string {
    return join(this.#folder, "channel");
  }

  #question(socket: Socket, onConnection: (socket: Socket, hello: Buffer) => void): void {
    this.#strangers.add(socket);
    let said = Buffer.alloc(0);
    const hear = (chunk: Buffer): void => {
      said = Buffer.concat([said, chunk]);
      const isKnown = this.#isHello(said);
      if (isKnown === undefined) return;
      socket.off("data", hear);
      this.#strangers.delete(socket);
      if (!isKnown) return void socket.destroy();
      onConnection(socket, said);
      this.close();
    };
    socket.on("data", hear);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#strangers.delete(socket));
  }

  /** @returns undefined while that can't be told yet */
  #isHello(said: Buffer): boolean | undefined {
    try {
      const [frame] = new FrameReader().push(said);
      if (frame === undefined) return said.length > MOST_HELLO_BYTES ? false : undefined;
      const message = readMessage(frame.json);
      return message?.kind === "hello" && this.#isToken(message.token);
    } catch {
      return false;
    }
  }

  #isToken(text: string): boolean {
    const [given, own] = [Buffer.from(text), Buffer.from(this.#token)];
    return given.length === own.length && timingSafeEqual(given, own);
  }
}
