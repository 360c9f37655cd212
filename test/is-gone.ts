import { identify, isAlive } from "../src/process/mod.ts";

/** Whether nothing of a process is left but, where nobody waits for it, its entry in the table. */
export function isGone(pid: number): boolean {
  const identity = identify(pid);
  return identity === null || !isAlive(identity);
}
