import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileCacheEnvironment } from "../core/mod.ts";
import { type LaunchRequest, attemptVariable } from "../process/mod.ts";
import { attemptEnvironment } from "./agent-environment.ts";
import type { StartOrder } from "./agent-protocol.ts";

/** The environment that a job's work is to have, in an attempt's folder. */
export const ENVIRONMENT_FILE = "environment.json";

/** What of the agent's own environment our program has: a job may set variables that would break it. */
const HOST_VARIABLES = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"];

/**
 * How an order is started: a command with the environment of its job; an instance host with one of our own, and that of the
 * job in a file.
 *
 * @param gate the agent's socket for instance hosts
 */
export function orderLaunch(order: StartOrder, folder: string, gate: string): LaunchRequest {
  const environment = attemptEnvironment(order, process.env);
  const shared = {
    attempt: order.id,
    folder,
    cwd: order.workingFolder,
    folders: ["results"],
    leaveChildren: order.leaveChildren,
  };
  const { program } = order.launch;
  if ("argv" in program)
    return { ...shared, argv: program.argv, env: environment, files: order.files, output: "pipes" };
  const content = JSON.stringify(environment);
  return {
    ...shared,
    argv: [process.execPath, instanceHostPath()],
    env: {
      ...ownVariables(),
      ...compileCacheEnvironment(),
      ...order.launch.environment,
      ...ours(order.id, folder, gate),
    },
    files: [...order.files, { path: ENVIRONMENT_FILE, mode: 0o600, content }],
    // The host tells its items' parts of the output by how long the files are when it begins and ends them.
    output: "files",
  };
}

function ownVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    HOST_VARIABLES.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function ours(attempt: string, folder: string, gate: string): Readonly<Record<string, string>> {
  return { [attemptVariable]: attempt, RUNYARD_GATE: gate, RUNYARD_FOLDER: folder };
}

/** The instance host lies beside this file, as TypeScript here and as JavaScript in the published package. */
function instanceHostPath(): string {
  const own = fileURLToPath(import.meta.url);
  return join(own, "..", `instance-host${own.endsWith(".ts") ? ".ts" : ".js"}`);
}
