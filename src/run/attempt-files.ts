import { statSync } from "node:fs";
import { join } from "node:path";

/** When the identity was written: the shim's own clock is in the end, which isn't there yet. */
export function startedAt(folder: string): number {
  return Math.floor(statSync(join(folder, "identity"), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** How much an attempt has written to both of its outputs, in bytes. */
export function writtenSize(folder: string): number {
  return sizeOf(join(folder, "stdout")) + sizeOf(join(folder, "stderr"));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
