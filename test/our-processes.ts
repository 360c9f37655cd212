import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The part that a process of ours plays. */
export type Role = "agent" | "launcher" | "shim" | "instance host" | "command";

/** A process that belongs to one data folder. */
export interface OurProcess {
  readonly pid: number;
  readonly role: Role;
  /** Of the attempt that it belongs to; null for an agent and its launcher. */
  readonly attempt: string | null;
}

/** All processes that belong to a data folder, found by what they were started with. */
export function ourProcesses(dataFolder: string): readonly OurProcess[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => look(Number(pid)));
  const agents = all.filter(({ command }) => command.includes("agent-main") && command.includes(dataFolder));
  const attempts = namesIn(join(dataFolder, "agent", "attempts"));
  return all.flatMap((process) => roleOf(process, dataFolder, agents, attempts) ?? []);
}

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly environment: string;
}

function look(pid: number): Seen {
  const parent = Number(/\) \S (\d+) /.exec(read(`/proc/${pid}/stat`))?.[1] ?? 0);
  return { pid, parent, command: read(`/proc/${pid}/cmdline`), environment: read(`/proc/${pid}/environ`) };
}

function roleOf(
  { pid, parent, command, environment }: Seen,
  dataFolder: string,
  agents: readonly Seen[],
  attempts: readonly string[],
): OurProcess | undefined {
  if (agents.some((agent) => agent.pid === pid)) return { pid, role: "agent", attempt: null };
  if (command.startsWith("runyard launcher") && agents.some((agent) => agent.pid === parent)) {
    return { pid, role: "launcher", attempt: null };
  }
  const shimOf = /^runyard shim ([0-9a-z]+)/.exec(command)?.[1];
  if (shimOf !== undefined)
    return attempts.includes(shimOf) ? { pid, role: "shim", attempt: shimOf } : undefined;
  const attempt = /(?:^|\0)RUNYARD_ATTEMPT=([0-9a-z]+)/.exec(environment)?.[1];
  if (attempt === undefined || !environment.includes(`${dataFolder}/`)) return undefined;
  return { pid, role: command.includes("instance-host") ? "instance host" : "command", attempt };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What a file in /proc holds; nothing where its process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
