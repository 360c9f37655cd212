import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { RunyardError, systemCode } from "../core/mod.ts";
import { type Identity, identify, isAlive } from "../process/mod.ts";

/** The agent that owns an agent's folder now, or undefined where none is alive. */
export function agentOwner(path: string): Identity | undefined {
  try {
    const identity = JSON.parse(readFileSync(path, "utf8")) as Identity;
    return isAlive(identity) ? identity : undefined;
  } catch (error) {
    // A file that was cut off by a death names nobody.
    if (systemCode(error) === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Makes this process the owner of an agent's folder. @throws {RunyardError} `store-busy` where another agent is */
export function ownAgentFolder(path: string): void {
  const owner = agentOwner(path);
  if (owner !== undefined) {
    throw new RunyardError(
      "store-busy",
      `Cannot start an agent in "${path}": the agent with pid ${owner.pid} is there`,
    );
  }
  rmSync(path, { force: true });
  writeFileSync(path, JSON.stringify(identify(process.pid)), { mode: 0o600, flag: "wx" });
}
