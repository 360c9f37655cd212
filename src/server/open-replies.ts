import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** The answers that are under way, so that those that wait or stream can be ended. */
export class OpenReplies {
  readonly #open = new Map<ServerResponse, AbortController>();
  #isEnding = false;

  /** Whether no more answers are wanted. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Keeps an answer until it is sent or its socket has closed. */
  add(reply: ServerResponse): void {
    const controller = new AbortController();
    this.#open.set(reply, controller);
    reply.once("close", () => {
      this.#open.delete(reply);
      controller.abort();
    });
  }

  /** Aborted when the answer is sent, its socket has closed, or the server stops. */
  signal(reply: ServerResponse): AbortSignal {
    return this.#open.get(reply)?.signal ?? AbortSignal.abort();
  }

  /** Asks some of them to end. */
  interrupt(isMeant: (reply: ServerResponse) => boolean): void {
    for (const [reply, controller] of this.#open) if (isMeant(reply)) controller.abort();
  }

  /** Asks all of them to end, and waits until they have, at most so long. */
  async end(graceMs: number): Promise<void> {
    this.#isEnding = true;
    for (const controller of this.#open.values()) controller.abort();
    for (const until = Date.now() + graceMs; this.#open.size > 0 && Date.now() < until; ) await sleep(10);
  }
}
