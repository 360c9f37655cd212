import { existsSync } from "node:fs";
import type { Socket } from "node:net";

/** Masters whose server has refused a session, or who do not answer: they are not asked again. */
const fullMasters = new Set<string>();

/** Whether no session is to be had of a master. */
export function isFull(path: string): boolean {
  return fullMasters.has(path);
}

/** Whether there may be a master who can be asked for a session. */
export function mayAsk(path: string): boolean {
  return !isFull(path) && existsSync(path);
}

/** No session is to be had of a master as long as a connection to it lasts, which keeps no process alive. */
export function markFull(path: string, connection: Socket): void {
  fullMasters.add(path);
  connection.on("close", () => markFree(path)).unref();
}

/** The master answers again. */
export function markFree(path: string): void {
  fullMasters.delete(path);
}
