import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { RunyardError } from "../../core/mod.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Keeps which nodes did not do it, for `--failed-from last`. A state folder that can't be written is no failure of the run. */
export function keepLastRun(failed: readonly string[], command: string, environment: Environment): void {
  const path = pathIn(environment);
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const record = { endedAt: new Date().toISOString(), command, failed };
    writeFileSync(fresh, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // The nodes are told on the screen all the same.
  }
}

/**
 * The nodes that did not do it.
 *
 * @param from `last`, or the path of such a file
 * @throws {RunyardError} not-found where nothing is kept
 */
export function readLastRun(from: string, environment: Environment): readonly string[] {
  const path = from === "last" ? pathIn(environment) : from;
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as { readonly failed?: unknown };
    if (Array.isArray(record.failed) && record.failed.every((name) => typeof name === "string"))
      return record.failed;
    throw new SyntaxError("there are no failed nodes in it");
  } catch (error) {
    throw new RunyardError(
      "not-found",
      `Cannot tell the failed nodes of the last run: nothing is in "${path}"`,
      {
        cause: error,
      },
    );
  }
}

function pathIn(environment: Environment): string {
  const told = environment["XDG_STATE_HOME"] ?? "";
  const home = environment["HOME"] || homedir();
  return join(isAbsolute(told) ? told : join(home, ".local", "state"), "runyard", "last-run.json");
}
