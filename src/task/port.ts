import { MessageChannel, type MessagePort } from "node:worker_threads";

/** What hears of a port. */
export interface PortHandler {
  evPortStart?(port: Port): void;
  evMsg?(port: Port, message: unknown): void;
}

/** How a port is made. */
export interface PortOptions {
  /** Its evMsg is called with each message; without it messages are taken with `receive`. */
  readonly handler?: PortHandler;
  /** Whether a run ends without waiting for it. */
  readonly autoclose?: boolean;
}

interface Waiting {
  readonly message: unknown;
  readonly settle: (isTaken: boolean) => void;
  readonly reject: (error: unknown) => void;
}

interface Receiver {
  readonly resolve: (message: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What the task of a port does for it. */
interface PortHost {
  readonly onClose: () => void;
  /** Told what a handler threw. @returns whether a run has ended with it */
  readonly onError: (error: unknown) => boolean;
}

/**
 * A way for messages into a task: from other tasks, and over `remote` from other threads. It belongs to one task. A message
 * to a port with a handler is taken when the handler was called; one to a port without is taken by `receive`.
 */
export class Port {
  readonly isAutoclose: boolean;
  readonly #handler: PortHandler | null;
  readonly #limit: number;
  readonly #host: PortHost;
  readonly #queue: Waiting[] = [];
  readonly #full: (() => void)[] = [];
  readonly #receivers: Receiver[] = [];
  readonly #remotes = new Set<MessagePort>();
  #isOpen = true;

  /** @param limit so many messages wait at most; a sender of one more waits itself */
  constructor(options: PortOptions, limit: number, host: PortHost) {
    this.#handler = options.handler ?? null;
    this.isAutoclose = options.autoclose ?? false;
    this.#limit = limit;
    this.#host = host;
    this.#handler?.evPortStart?.(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Sends a message.
   *
   * @returns whether it was taken; false where the port is closed before
   * @throws what the handler threw, where no run is under way that ends with it
   */
  async send(message: unknown): Promise<boolean> {
    while (this.#isOpen && this.#queue.length >= this.#limit)
      await new Promise<void>((resolve) => this.#full.push(resolve));
    if (!this.#isOpen) return false;
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, settle: resolve, reject });
      setImmediate(() => this.#deliver());
    });
  }

  /** The next message. @throws {TypeError} where the port has a handler, or is closed */
  async receive(): Promise<unknown> {
    if (this.#handler !== null)
      throw new TypeError("Cannot receive a message: the port has a handler, which gets them");
    const next = this.#take();
    if (next !== undefined) return next.message;
    if (!this.#isOpen) throw closedError();
    return new Promise((resolve, reject) => this.#receivers.push({ resolve, reject }));
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
    for (const { reject } of this.#receivers.splice(0)) reject(closedError());
    for (const remote of this.#remotes) remote.close();
    this.#host.onClose();
  }

  #deliver(): void {
    if (this.#handler !== null) {
      for (let next = this.#next(); next !== undefined; next = this.#next())
        this.#handle(this.#handler, next);
      return;
    }
    while (this.#receivers.length > 0) {
      const next = this.#take();
      if (next === undefined) return;
      this.#receivers.shift()?.resolve(next.message);
    }
  }

  #handle(handler: PortHandler, { message, settle, reject }: Waiting): void {
    try {
      handler.evMsg?.(this, message);
    } catch (error) {
      if (!this.#host.onError(error)) return reject(error);
    }
    settle(true);
  }

  #take(): Waiting | undefined {
    const next = this.#next();
    next?.settle(true);
    return next;
  }

  #next(): Waiting | undefined {
    const next = this.#queue.shift();
    if (next !== undefined) this.#full.shift()?.();
    return next;
  }
}

function closedError(): TypeError {
  return new TypeError("Cannot receive a message: the port is closed");
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
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node, which has none
    remote.postMessage({ id, message });
  });
}
