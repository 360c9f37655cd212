import { chmodSync, rmSync } from "node:fs";
import { type Server, type Socket, createServer } from "node:net";
import { type Log, RunyardError } from "../core/mod.ts";
import { type AgentRequests, PROTOCOL_VERSION, type SupervisorRequests } from "./agent-protocol.ts";
import { Channel, type Handlers, type Reply } from "./channel.ts";

/** An agent as the supervisor knows it. */
export interface AgentLine {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly attemptsFolder: string;
  readonly channel: Channel<AgentRequests, SupervisorRequests>;
}

/** What the supervisor answers, with the line that asks. */
export type LineHandlers = {
  readonly [Name in keyof SupervisorRequests]: (
    line: AgentLine,
    ask: SupervisorRequests[Name]["ask"],
    bytes: Uint8Array,
  ) => Promise<SupervisorRequests[Name]["answer"]>;
};

/** The supervisor's socket, and the agents that hold a line to it. */
export class AgentLines {
  readonly #handlers: LineHandlers;
  readonly #log: Log;
  readonly #lines = new Map<string, AgentLine>();
  readonly #onChange: () => void;
  #server: Server | undefined;

  /** @param onChange called when a line was opened or lost */
  constructor(handlers: LineHandlers, onChange: () => void, log: Log) {
    this.#handlers = handlers;
    this.#onChange = onChange;
    this.#log = log;
  }

  /** Listens. The data folder's lock says that a socket that is there already is nobody's. */
  async listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
    chmodSync(path, 0o600);
  }

  get(name: string): AgentLine | undefined {
    const line = this.#lines.get(name);
    return line?.channel.isOpen === true ? line : undefined;
  }

  all(): readonly AgentLine[] {
    return [...this.#lines.values()].filter((line) => line.channel.isOpen);
  }

  close(): void {
    this.#server?.close();
    for (const line of this.#lines.values()) line.channel.close();
  }

  #accept(socket: Socket): void {
    let line: AgentLine | undefined;
    const served = <Name extends keyof SupervisorRequests>(name: Name) => {
      return async (
        ask: SupervisorRequests[Name]["ask"],
        bytes: Uint8Array,
      ): Promise<SupervisorRequests[Name]["answer"] | Reply<SupervisorRequests[Name]["answer"]>> => {
        if (line === undefined)
          throw new RunyardError("bad-frame", `Cannot take "${name}": the agent has not said hello`);
        return this.#handlers[name](line, ask, bytes);
      };
    };
    const handlers: Handlers<SupervisorRequests> = {
      hello: async (ask) => {
        line = this.#greet(ask, channel);
        const answer = await this.#handlers.hello(line, ask, new Uint8Array(0));
        this.#lines.set(line.name, line);
        // The answer goes out first: orders that follow it find the agent ready.
        setImmediate(this.#onChange);
        return answer;
      },
      renew: served("renew"),
      started: served("started"),
      next: served("next"),
      ended: served("ended"),
      noted: served("noted"),
      used: served("used"),
      grew: served("grew"),
    };
    const channel = new Channel<AgentRequests, SupervisorRequests>(socket, handlers, this.#log);
    void channel.closed.then(() => this.#lose(line));
  }

  #greet(ask: SupervisorRequests["hello"]["ask"], channel: AgentLine["channel"]): AgentLine {
    if (ask.protocol !== PROTOCOL_VERSION) {
      throw new RunyardError(
        "bad-frame",
        `Cannot work with agent "${ask.agent}": it speaks protocol ${ask.protocol}, this server ${PROTOCOL_VERSION}`,
      );
    }
    return { name: ask.agent, host: ask.host, pid: ask.pid, attemptsFolder: ask.attemptsFolder, channel };
  }

  #lose(line: AgentLine | undefined): void {
    if (line === undefined || this.#lines.get(line.name) !== line) return;
    this.#lines.delete(line.name);
    this.#onChange();
  }
}
