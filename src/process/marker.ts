import { closeSync, openSync, readSync } from "node:fs";
import { attemptVariable } from "./launch-request.ts";

const PREFIX = `${attemptVariable}=`;
/** Most environments fit; for one that does not a larger buffer is made once. */
let buffer = Buffer.allocUnsafe(65_536);

/** The marker in a process's environment; null where it has none, or where we may not see it. */
export function readMarker(pid: number): string | null {
  const length = readEnvironment(pid);
  const environment = buffer.subarray(0, length);
  let at = environment.indexOf(PREFIX);
  while (at > 0 && environment[at - 1] !== 0) at = environment.indexOf(PREFIX, at + 1);
  if (at < 0) return null;
  const end = environment.indexOf(0, at);
  return environment.toString("latin1", at + PREFIX.length, end < 0 ? length : end);
}

/** Reads /proc/PID/environ into the buffer; 0 for kernel threads, zombies and what we may not read. */
function readEnvironment(pid: number): number {
  let file: number;
  try {
    file = openSync(`/proc/${pid}/environ`, "r");
  } catch {
    return 0;
  }
  try {
    let length = readSync(file, buffer, 0, buffer.length, 0);
    while (length === buffer.length) {
      buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
      length += readSync(file, buffer, length, buffer.length - length, length);
    }
    return length;
  } catch {
    return 0;
  } finally {
    closeSync(file);
  }
}
