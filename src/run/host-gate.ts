import { chmodSync, rmSync } from "node:fs";
import { type Server, createServer } from "node:net";
import type { Log } from "../core/mod.ts";
import type { HandedItem, HostGateRequests, ItemReport } from "./agent-protocol.ts";
import { Channel, type Requests } from "./channel.ts";

/** What an agent does for an instance host: passes its reports on and brings its next item. */
export type TakeNext = (attempt: string, reports: readonly ItemReport[]) => Promise<HandedItem | null>;

/** The agent's socket for instance hosts: each host comes back to the same path when its agent was replaced. */
export async function openHostGate(path: string, takeNext: TakeNext, log: Log): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    const channel = new Channel<Requests, HostGateRequests>(
      socket,
      { next: async ({ attempt, reports }) => ({ item: await takeNext(attempt, reports) }) },
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
