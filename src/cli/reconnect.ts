import { setTimeout as sleep } from "node:timers/promises";
import { RunyardError } from "../core/mod.ts";

/** How long a server may be away before a command that waits gives up. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;

/** What is told to the person who waits. */
export interface ReconnectListener {
  onLost(patienceMs: number): void;
  onBack(): void;
}

/** Repeats requests while a server is away, a minute at most, and says so once. */
export class Reconnect {
  readonly #listener: ReconnectListener;
  readonly #patienceMs: number;
  #lostAt: number | null = null;

  constructor(listener: ReconnectListener, patienceMs: number = PATIENCE_MS) {
    this.#listener = listener;
    this.#patienceMs = patienceMs;
  }

  /** The answer of a request that changes nothing; it is repeated where no server answers. */
  async request<Answer>(send: () => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    for (;;) {
      try {
        const answer = await send();
        this.#back();
        return answer;
      } catch (error) {
        if (signal?.aborted === true || !isAway(error) || !this.#mayWait()) throw error;
        await sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
      }
    }
  }

  #mayWait(): boolean {
    const now = performance.now();
    if (this.#lostAt === null) this.#listener.onLost(this.#patienceMs);
    this.#lostAt ??= now;
    return now - this.#lostAt < this.#patienceMs;
  }

  #back(): void {
    if (this.#lostAt !== null) this.#listener.onBack();
    this.#lostAt = null;
  }
}

/** Whether the server may come back: nobody listens, the connection broke, or it is just starting or stopping. */
export function isAway(error: unknown): boolean {
  return error instanceof RunyardError && (error.code === "no-server" || error.status === 503);
}
