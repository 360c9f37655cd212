import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { RunyardError } from "../../core/mod.ts";
import { NodeSet } from "../../nodeset/mod.ts";
import { makeFolder } from "../../process/mod.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Keeps that a run begins: where it is killed, `--failed-from last` must not mean the one before it. A state folder that can't
 * be written is no failure of the run.
 */
export function beginLastRun(nodes: readonly string[], command: string, environment: Environment): void {
  write(
    { startedAt: new Date().toISOString(), command, nodes: NodeSet.fromNames(nodes).fold() },
    environment,
  );
}

/** Keeps which nodes did not do it, for `--failed-from last`. */
export function keepLastRun(failed: readonly string[], command: string, environment: Environment): void {
  write({ endedAt: new Date().toISOString(), command, failed }, environment);
}

function write(record: object, environment: Environment): void {
  const path = pathIn(environment);
  const fresh = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path), 0o700);
    writeFileSync(fresh, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    // The nodes are told on the screen all the same; what is kept must not be of the run before.
    forget(fresh);
    forget(path);
  }
}

function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that can't be written keeps what it has.
  }
}

/**
 * The nodes that did not do it.
 *
 * @param from `last`, or the path of such a file
 * @throws {RunyardError} not-found where nothing is kept, or the run has not come to its end
 */
export function readLastRun(from: string, environment: Environment): readonly string[] {
  const path = from === "last" ? pathIn(environment) : from;
  const refuse = (reason: string, cause?: unknown): RunyardError =>
    new RunyardError("not-found", `Cannot tell the failed nodes of the last run: ${reason}`, { cause });
  const record = recordIn(path, refuse);
  if (Array.isArray(record.failed) && record.failed.every((name) => typeof name === "string"))
    return record.failed;
  if (typeof record.nodes === "string")
    throw refuse(`it runs still, or was killed before its end, on ${record.nodes}`);
  throw refuse(`nothing is in "${path}"`);
}

interface LastRun {
  readonly failed?: unknown;
  readonly nodes?: unknown;
}

function recordIn(path: string, refuse: (reason: string, cause: unknown) => RunyardError): LastRun {
  try {
    return Object(JSON.parse(readFileSync(path, "utf8"))) as LastRun;
  } catch (error) {
    throw refuse(`nothing is in "${path}"`, error);
  }
}

function pathIn(environment: Environment): string {
  const told = environment["XDG_STATE_HOME"] ?? "";
  const home = environment["HOME"] || homedir();
  return join(isAbsolute(told) ? told : join(home, ".local", "state"), "runyard", "last-run.json");
}
