import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Log, RunyardError, messageOf } from "../core/mod.ts";
import type { AgentRequests, SupervisorRequests } from "./agent-protocol.ts";
import { Channel, type Handlers, type Reply } from "./channel.ts";

type SupervisorChannel = Channel<SupervisorRequests, AgentRequests>;

const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
/** After a refusal that may pass (a full disk): how long until the report is sent again. */
const REFUSED_PAUSE_MS = 1000;

/** An agent's line to its supervisor: lost and found again, for as long as the agent lives. */
export class AgentConnection {
  readonly #socketPath: string;
  readonly #handlers: Handlers<AgentRequests>;
  readonly #log: Log;
  readonly #greet: (channel: SupervisorChannel) => Promise<void>;
  #channel: SupervisorChannel | undefined;
  #arrivals: (() => void)[] = [];
  #closed = false;
  /** Since when nobody has answered (ms since 1970); null while connected. */
  silentSince: number | null = Date.now();

  /** @param greet says hello on a new connection; nothing else is asked before it is done */
  constructor(
    socketPath: string,
    handlers: Handlers<AgentRequests>,
    greet: (channel: SupervisorChannel) => Promise<void>,
    log: Log,
  ) {
    this.#socketPath = socketPath;
    this.#handlers = handlers;
    this.#greet = greet;
    this.#log = log;
  }

  /** Connects, and again whenever the connection is lost, until `close`. */
  async run(): Promise<void> {
    for (let pauseMs = SHORTEST_PAUSE_MS; !this.#closed; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      const channel = await this.#connect();
      if (channel !== undefined && (await this.#isGreeted(channel))) {
        pauseMs = SHORTEST_PAUSE_MS;
        await channel.closed;
        this.#channel = undefined;
        this.silentSince = Date.now();
      }
      await sleep(pauseMs);
    }
  }

  close(): void {
    this.#closed = true;
    this.#channel?.close();
  }

  /** Tells the supervisor something that must not be lost: again after each lost connection or passing refusal, until it is answered. */
  async tell<Name extends keyof SupervisorRequests>(
    name: Name,
    ask: SupervisorRequests[Name]["ask"],
    bytes?: Uint8Array,
  ): Promise<Reply<SupervisorRequests[Name]["answer"]>> {
    for (;;) {
      const channel = await this.#arrival();
      try {
        return await channel.ask(name, ask, bytes);
      } catch (error) {
        if (channel.isOpen) {
          this.#log.warn(`${name} was refused: ${messageOf(error)}`);
          await sleep(REFUSED_PAUSE_MS);
        }
      }
    }
  }

  /** Tells the supervisor something that may be lost. */
  hint<Name extends keyof SupervisorRequests>(name: Name, ask: SupervisorRequests[Name]["ask"]): void {
    this.#channel?.ask(name, ask).catch(() => {});
  }

  async #arrival(): Promise<SupervisorChannel> {
    for (;;) {
      if (this.#channel?.isOpen === true) return this.#channel;
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
  }

  async #connect(): Promise<SupervisorChannel | undefined> {
    return new Promise((resolve) => {
      const socket = connect(this.#socketPath);
      socket.once("error", () => resolve(undefined));
      socket.once("connect", () => resolve(new Channel(socket, this.#handlers, this.#log)));
    });
  }

  async #isGreeted(channel: SupervisorChannel): Promise<boolean> {
    try {
      await this.#greet(channel);
    } catch (error) {
      channel.close();
      if (error instanceof RunyardError && error.code === "agent-gone") return false;
      this.#log.warn(`the supervisor refused this agent: ${messageOf(error)}`);
      throw error;
    }
    this.#channel = channel;
    this.silentSince = null;
    for (const arrive of this.#arrivals.splice(0)) arrive();
    return true;
  }
}
