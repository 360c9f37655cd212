import { hostname } from "node:os";
import { messageOf } from "../../core/mod.ts";
import type { StatusView } from "../../server/api.ts";
import type { Client } from "../client.ts";
import { checkUnit } from "./check-unit.ts";
import type { Finding } from "./finding.ts";

const PATIENCE_MS = 3000;

/** Whether a server answers, whether it has an agent to give work to, and whether systemd lets that live. */
export async function checkServer(client: Client): Promise<readonly Finding[]> {
  const name = "server";
  try {
    const { version, agents } = await client.json<StatusView>("status", { timeoutMs: PATIENCE_MS });
    const connected = agents.filter((agent) => agent.connected).length;
    const detail = `${client.address.href}, version ${version}, ${connected} connected ${connected === 1 ? "agent" : "agents"}`;
    const here = agents.flatMap(({ host, pid }) =>
      host === hostname() && pid !== null ? [`/proc/${pid}/cgroup`] : [],
    );
    const units = await Promise.all(here.map(checkUnit));
    const server: Finding = { name, state: connected > 0 ? "good" : "lacks", detail };
    return [server, ...units.filter((unit) => unit !== null)];
  } catch (error) {
    return [{ name, state: "note", detail: messageOf(error) }];
  }
}
