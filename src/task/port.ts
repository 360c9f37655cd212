import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { EventHandler } from "./worker-event.ts";

/** How a port is made. */
export interface PortOptions {
  /** Its evMsg is called with each message; without it messages are taken with `receive`. */
  readonly handler?: EventHandler;
  /** Whether a run ends without waiting for it. */
  readonly autoclose?: boolean;
}

interface Waiting {
  readonly message: unknown;
  readonly settle: (isTaken: boolean) => void;
}

/**
 * A way for messages into a task: from other tasks, and over `remote` from other threads. It belongs to one task. A message
 * to a port with a handler is taken when the handler was called; one to a port without is taken by `receive`.
 */
export class Port {
  readonly isAutoclose: boolean;
  readonly #handler: EventHandler | null;
  readonly #limit: number;
  readonly #onClose: () => void;
  readonly #queue: Waiting[] = [];
  readonly #full: (() => void)[] = [];
  readonly #receivers: ((message: unknown) => void)[] = [];
  readonly #remotes = new Set<MessagePort>();
  #isOpen = true;

  /** @param limit so many messages wait at most; a sender of one more waits itself */
  constructor(options: PortOptions, limit: number, onClose: () => void) {
    this.#handler = options.handler ?? null;
    this.isAutoclose = options.autoclose ?? false;
    this.#limit = limit;
    this.#onClose = onClose;
    this.#handler?.evPortStart?.(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends a message. @returns whether it was taken; false where the port is closed before */
  async send(message: unknown): Promise<boolean> {
    while (this.#isOpen && this.#queue.length >= this.#limit)
      await new Promise<void>((resolve) => this.#full.push(resolve));
    if (!this.#isOpen) return false;
    return new Promise((resolve) => {
      this.#queue.push({ message, settle: resolve });
      setImmediate(() => this.#deliver());
    });
  }

  /** The next message. @throws {TypeError} where the port has a handler, or is closed */
  async receive(): Promise<unknown> {
    if (this.#handler !== null)
      throw new TypeError("Cannot receive a message: the port has a handler, which gets them");
    const next = this.#take();
    if (next !== undefined) return next.message;
    if (!this.#isOpen) throw new TypeError("Cannot receive a message: the port is closed");
    return new Promise((resolve) => this.#receivers.push(resolve));
  }

  /** An end to be handed to another thread, for `sendToPort`. */
  remote(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#remotes.add(port1);
    port1.on("message", ({ id, message }: { readonly id: number; readonly message: unknown }) => {
      void this.send(message).then((isTaken) => port1.postMessage({ id, isTaken }));
    });
    port1.on("close", () => this.#remotes.delete(port1));
    if (this.isAutoclose) port1.unref();
    return port2;
  }

  /** Nothing more is taken; who waits is told so. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { settle } of this.#queue.splice(0)) settle(false);
    for (const wake of this.#full.splice(0)) wake();
    for (const remote of this.#remotes) remote.close();
    this.#onClose();
  }

  #deliver(): void {
    if (this.#handler !== null) {
      for (let next = this.#take(); next !== undefined; next = this.#take())
        this.#handler.evMsg?.(this, next.message);
      return;
    }
    while (this.#receivers.length > 0) {
      const next = this.#take();
      if (next === undefined) return;
      this.#receivers.shift()?.(next.message);
    }
  }

  #take(): Waiting | undefined {
    const next = this.#queue.shift();
    next?.settle(true);
    if (next !== undefined) this.#full.shift()?.();
    return next;
  }
}

/** Sends a message from another thread, over what `port.remote()` gave. @returns whether it was taken */
export function sendToPort(remote: MessagePort, message: unknown): Promise<boolean> {
  const id = Math.random();
  return new Promise((resolve) => {
    const hear = (answer: { readonly id: number; readonly isTaken: boolean }): void => {
      if (answer.id !== id) return;
      remote.off("message", hear);
      remote.off("close", onClose);
      resolve(answer.isTaken);
    };
    const onClose = (): void => resolve(false);
    remote.on("message", hear);
    remote.on("close", onClose);
    remote.postMessage({ id, message });
  });
}
