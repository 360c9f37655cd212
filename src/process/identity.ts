import { readFileSync, readdirSync } from "node:fs";
import { systemCode } from "../core/mod.ts";

/** What names one process for ever: a pid alone is given to another process some time after its end. */
export interface Identity {
  readonly pid: number;
  /** When it started, in clock ticks since the boot (proc(5), field 22 of /proc/PID/stat). */
  readonly startTicks: number;
  readonly bootId: string;
}

/** What /proc/PID/stat says of a process. */
export interface ProcessStat {
  /** One letter: `R`, `S`, `D`, `T`, `Z` … */
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly startTicks: number;
}

/** The identity of the process that has this pid now; null where there is none or only a zombie is left of it. */
export function identify(pid: number): Identity | null {
  const stat = readStat(pid);
  return stat === null || isDead(stat) ? null : { pid, startTicks: stat.startTicks, bootId: bootId() };
}

/** Whether this very process lives. A zombie does not. */
export function isAlive(identity: Identity): boolean {
  if (!isOfThisBoot(identity)) return false;
  const stat = readStat(identity.pid);
  return stat !== null && stat.startTicks === identity.startTicks && !isDead(stat);
}

/** Whether a process was started since the machine was. */
export function isOfThisBoot(identity: Identity): boolean {
  return identity.bootId === bootId();
}

/**
 * Sends a signal to this very process, never to another that has its pid by now.
 *
 * @returns whether it was sent: false where the process is gone or belongs to somebody else
 */
export function signal(identity: Identity, name: NodeJS.Signals): boolean {
  return isAlive(identity) && send(identity.pid, name);
}

/** Sends a signal to the process group that this very process leads. @returns whether it was sent */
export function signalGroup(leader: Identity, name: NodeJS.Signals): boolean {
  return isAlive(leader) && send(-leader.pid, name);
}

let knownBootId: string | undefined;

/** The id of this boot of the machine: processes of another boot are all gone. */
export function bootId(): string {
  knownBootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return knownBootId;
}

/** Reads /proc/PID/stat; null where there is no such process. */
export function readStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  // The name of the program stands in parentheses and may hold anything: what counts begins after the last one.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "X", parent, group] = fields;
  return { state, parent: Number(parent), group: Number(group), startTicks: Number(fields[19]) };
}

/** The pids of all processes that this machine shows us, our own left out. */
export function runningPids(): readonly number[] {
  const names = readdirSync("/proc").filter((name) => name.charCodeAt(0) >= 48 && name.charCodeAt(0) <= 57);
  return names.map(Number).filter((pid) => pid !== process.pid);
}

/** Whether only a zombie is left of a process. */
export function isDead(stat: ProcessStat): boolean {
  return stat.state === "Z" || stat.state === "X";
}

function send(pid: number, name: NodeJS.Signals): boolean {
  // 0, 1 and -1 would mean our own group, init and everybody: no record that we read may ever come to that.
  if (!Number.isInteger(pid) || Math.abs(pid) <= 1) return false;
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (systemCode(error) === "ESRCH" || systemCode(error) === "EPERM") return false;
    throw error;
  }
}
