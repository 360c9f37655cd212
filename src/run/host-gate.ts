import { chmodSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:net";
import type { Log } from "../core/mod.ts";
import type { HandedItem, HostGateRequests, ItemNote } from "./agent-protocol.ts";
import { Channel, type Requests } from "./channel.ts";

/** What an agent does for an instance host. */
export interface HostService {
  /** Passes its reports on and brings its next item. */
  takeNext(ask: HostGateRequests["next"]["ask"]): Promise<readonly HandedItem[]>;
  /** Passes on what it knows of the item that it does. */
  note(note: ItemNote): void;
}

/** The agent's socket for instance hosts: each host comes back to the same path when its agent was replaced. */
export async function openHostGate(path: string, service: HostService, log: Log): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    const channel = new Channel<Requests, HostGateRequests>(
      socket,
      {
        next: async (ask) => ({ items: await service.takeNext(ask) }),
        noted: async (note) => {
          service.note(note);
          return null;
        },
      },
      log,
    );
    void channel.closed;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}
