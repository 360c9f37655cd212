import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeTemporaryFolder } from "./temporary-folder.ts";

/** The two ends of a pipe, as open descriptors of ours. */
export interface PipeEnds {
  /** Gives EAGAIN, and does not wait, where there is nothing to read. */
  readonly reader: number;
  /** For a child: what it writes there waits until there is room. */
  readonly writer: number;
}

/** Not our own: a job that we are part of may have a PATH that leads nowhere. */
const SYSTEM = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin", LC_ALL: "C" };

/**
 * Makes named pipes (0600).
 *
 * @throws {Error} where it can't be done: Node has no mkfifo(3), so a program does it
 */
export function makeFifos(paths: readonly string[]): void {
  const made = spawnSync("mkfifo", ["-m", "600", "--", ...paths], { encoding: "utf8", env: SYSTEM });
  if (made.status !== 0) throw new Error(made.error?.message ?? made.stderr.trim(), { cause: made.error });
}

/**
 * Opens pipes that a child may write to as to any: what Node calls a pipe is a socket, and a shell's `> /dev/stderr` can't
 * open a socket. Nothing of them is left in the file system.
 */
export function openPipes(count: number): readonly PipeEnds[] {
  const folder = makeTemporaryFolder("runyard-pipes-");
  const opened: number[] = [];
  const open = (path: string, flags: number): number => {
    const descriptor = openSync(path, flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    const paths = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    makeFifos(paths);
    return paths.map((path) => ({
      reader: open(path, constants.O_RDONLY | constants.O_NONBLOCK),
      writer: open(path, constants.O_WRONLY),
    }));
  } catch (error) {
    opened.forEach((descriptor) => closeSync(descriptor));
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
