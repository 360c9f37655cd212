import type { Duplex } from "node:stream";
import {
  type ErrorCode,
  type Frame,
  FrameReader,
  type Log,
  RunyardError,
  encodeFrame,
  errorTable,
  messageOf,
} from "../core/mod.ts";

/** What one side asks of the other: a name with what goes there and what comes back. */
export type Requests = Record<string, { readonly ask: unknown; readonly answer: unknown }>;

/** An answer, with bytes beside it where there is output to carry. */
export interface Reply<Answer> {
  readonly answer: Answer;
  readonly bytes: Uint8Array;
}

/** One function for each request that this side answers. */
export type Handlers<Served extends Requests> = {
  readonly [Name in keyof Served]: (
    ask: Served[Name]["ask"],
    bytes: Uint8Array,
  ) => Promise<Served[Name]["answer"] | Reply<Served[Name]["answer"]>>;
};

type Message =
  | { readonly kind: "ask"; readonly id: number; readonly name: string; readonly ask: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly code: string; readonly message: string };

interface Waiting {
  resolve(reply: Reply<unknown>): void;
  reject(error: Error): void;
}

/**
 * Two programs of ours talking: each may ask, each answers, in any order. Supervisor and agent, and agent and instance
 * host, all speak through this over a socket.
 */
export class Channel<Asked extends Requests, Served extends Requests> {
  readonly #stream: Duplex;
  readonly #handlers: Handlers<Served>;
  readonly #log: Log;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Fulfilled when the connection has ended, however it did. */
  readonly closed: Promise<void>;

  constructor(stream: Duplex, handlers: Handlers<Served>, log: Log) {
    this.#stream = stream;
    this.#handlers = handlers;
    this.#log = log;
    this.closed = new Promise((resolve) => stream.once("close", resolve)).then(() => this.#giveUp());
    const reader = new FrameReader();
    stream.on("data", (chunk: Buffer) => this.#receive(reader, chunk));
    // The close that follows tells everybody who waits; the error itself says no more.
    stream.on("error", () => stream.destroy());
    stream.on("end", () => stream.destroy());
  }

  get isOpen(): boolean {
    return !this.#stream.destroyed;
  }

  /** Asks the other side. @throws {RunyardError} what it refused with, or `agent-gone` where the connection ended */
  async ask<Name extends keyof Asked & string>(
    name: Name,
    ask: Asked[Name]["ask"],
    bytes?: Uint8Array,
  ): Promise<Reply<Asked[Name]["answer"]>> {
    if (!this.isOpen) throw gone(name);
    const id = ++this.#lastId;
    const reply = new Promise<Reply<unknown>>((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject }),
    );
    this.#send({ kind: "ask", id, name, ask }, bytes);
    return reply;
  }

  close(): void {
    this.#stream.destroy();
  }

  #send(message: Message, bytes?: Uint8Array): void {
    if (this.isOpen) this.#stream.write(encodeFrame(message, bytes));
  }

  #receive(reader: FrameReader, chunk: Buffer): void {
    try {
      for (const frame of reader.push(chunk)) this.#handle(frame);
    } catch (error) {
      this.#log.error(messageOf(error));
      this.#stream.destroy();
    }
  }

  #handle(frame: Frame): void {
    const message = frame.json as Message;
    if (message.kind === "ask") {
      void this.#serve(message.id, message.name, message.ask, frame.bytes);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "answer") waiting?.resolve({ answer: message.answer, bytes: frame.bytes });
    else waiting?.reject(new RunyardError(codeOf(message.code), message.message));
  }

  async #serve(id: number, name: string, ask: unknown, bytes: Uint8Array): Promise<void> {
    try {
      const handler = this.#handlers[name];
      if (handler === undefined)
        throw new RunyardError("bad-frame", `Cannot answer "${name}": it is not known here`);
      const result = await handler(ask, bytes);
      if (isReply(result)) this.#send({ kind: "answer", id, answer: result.answer }, result.bytes);
      else this.#send({ kind: "answer", id, answer: result ?? null });
    } catch (error) {
      const code = error instanceof RunyardError ? error.code : "bad-frame";
      if (code === "bad-frame")
        this.#log.error(`"${name}" failed: ${error instanceof Error ? error.stack : String(error)}`);
      this.#send({ kind: "refusal", id, code, message: messageOf(error) });
    }
  }

  #giveUp(): void {
    for (const waiting of this.#waiting.values()) waiting.reject(gone("the answer"));
    this.#waiting.clear();
  }
}

function isReply(result: unknown): result is Reply<unknown> {
  return typeof result === "object" && result !== null && "answer" in result && "bytes" in result;
}

function codeOf(code: string): ErrorCode {
  return code in errorTable ? (code as ErrorCode) : "bad-frame";
}

function gone(what: string): RunyardError {
  return new RunyardError("agent-gone", `Cannot get "${what}": the connection has ended`);
}
