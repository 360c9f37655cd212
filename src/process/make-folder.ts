import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCode } from "../core/mod.ts";

/**
 * Makes a folder, and those above it, where it is not there. Node's own way to do that never returns in /proc, where what is
 * there says of what is below it that it is not there.
 *
 * @throws {Error} the system's
 */
export function makeFolder(path: string, mode = 0o777): void {
  const whole = resolve(path);
  try {
    mkdirSync(whole, { mode });
  } catch (error) {
    if (systemCode(error) === "EEXIST" && isFolder(whole)) return;
    if (systemCode(error) !== "ENOENT" || isFolder(dirname(whole))) throw error;
    makeFolder(dirname(whole), mode);
    mkdirSync(whole, { mode });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
