import { messageOf } from "../core/mod.ts";
import type { StatusView } from "../server/api.ts";
import type { Client } from "./client.ts";
import type { Finding } from "./finding.ts";

const PATIENCE_MS = 3000;

/** Whether a server answers, and whether it has an agent to give work to. */
export async function checkServer(client: Client): Promise<Finding> {
  const name = "server";
  try {
    const { version, agents } = await client.json<StatusView>("status", { timeoutMs: PATIENCE_MS });
    const connected = agents.filter((agent) => agent.connected).length;
    const detail = `${client.address.href}, version ${version}, ${connected} connected ${connected === 1 ? "agent" : "agents"}`;
    return { name, state: connected > 0 ? "good" : "lacks", detail };
  } catch (error) {
    return { name, state: "note", detail: messageOf(error) };
  }
}
