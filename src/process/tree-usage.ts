import { readFileSync } from "node:fs";
import { type Tree, belongings } from "./belongings.ts";
import type { Look } from "./look.ts";

/** What the processes of something that was started use at an instant. */
export interface TreeUsage {
  /** Processor time of all that live, and of those of their children that have ended and were waited for (ms). */
  readonly cpuMs: number;
  /** What they hold in memory together, in bytes; what they share counts for each. */
  readonly memoryBytes: number;
}

/** What `/proc/PID/stat` counts in, whatever the kernel's own clock (proc(5), USER_HZ). */
const TICK_MS = 10;

/** Adds up what the processes use that a look has seen; null where there is none. */
export function treeUsage(tree: Tree, seen: Look): TreeUsage | null {
  const pids = new Set(belongings(tree, seen).map(({ pid }) => pid));
  const each = [...pids].flatMap((pid) => usageOf(pid) ?? []);
  if (each.length === 0) return null;
  return {
    cpuMs: each.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryBytes: each.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

function usageOf(pid: number): TreeUsage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Fields 14 to 17: its own time as user and in the kernel, and that of its children.
    const ticks = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 15);
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return {
      cpuMs: ticks.reduce((sum, part) => sum + Number(part), 0) * TICK_MS,
      memoryBytes: Number(kilobytes ?? 0) * 1024,
    };
  } catch {
    return null;
  }
}
