import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../core/mod.ts";
import type { Identity } from "./identity.ts";
import { type LaunchFailure, type ProcessEnd, signalName } from "./process-end.ts";

/** The end of an attempt, as its shim recorded it. */
export interface AttemptEnd {
  readonly end: ProcessEnd;
  /** It outlives the end while what the command left behind writes to it; null where the record doesn't say. */
  readonly shim: Identity | null;
  /** The command's; null where it never started. */
  readonly pid: number | null;
  /** When the command was started; null where it never was. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number;
  /** User and system time of the command and of all that it waited for; null where the machine can't tell. */
  readonly cpuMs: number | null;
  /** That of the largest process, never below the few megabytes of the shim; null where the machine can't tell. */
  readonly peakMemoryBytes: number | null;
  /** The system's error code where a file took no more of the output, `ENOSPC` for one: the rest is lost. */
  readonly outputLost: string | null;
  /** Whether something that the command started outlived it, and is to be swept. */
  readonly childrenLeft: boolean;
}

/**
 * What an attempt's folder says.
 *
 * - none: nobody owns the attempt; a shim may still come
 * - void: it never started and never will
 * - running: a shim owns it. Whether that shim still lives is `isAlive(identity)`; where it does not, read once more
 *   before saying that the attempt is lost, for its end may have come in between
 * - ended: its end is recorded
 */
export type AttemptState =
  | { readonly state: "none" }
  | { readonly state: "void" }
  | { readonly state: "running"; readonly identity: Identity; readonly command: Identity | null }
  | { readonly state: "ended"; readonly end: AttemptEnd };

/** Reads what an attempt's folder says. What is empty or unreadable counts as not there. */
export function readAttempt(folder: string): AttemptState {
  const end = parseEnd(read(join(folder, "end")));
  if (end !== null) return { state: "ended", end };
  const text = read(join(folder, "identity"));
  if (text === null) return { state: "none" };
  // A shim's identity appears whole, in one step: any other file was made by claimVoid, on a full disk perhaps.
  return parseIdentity(text) ?? { state: "void" };
}

/**
 * Takes ownership of an attempt that nobody owns, so that no shim will ever start it. Makes the folder where it is missing.
 *
 * @returns whether it is ours: false where a shim, or an earlier call, owns it already
 * @throws the system's error where the folder cannot be written
 */
export function claimVoid(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let file: number;
  try {
    file = openSync(join(folder, "identity"), "wx", 0o600);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    writeSync(file, "void\n");
  } catch {
    // The name alone says it: a full disk changes nothing.
  } finally {
    closeSync(file);
  }
  return true;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function parseIdentity(text: string): AttemptState | null {
  const fields = parseFields(text);
  const bootId = fields.get("boot");
  const identity = toIdentity(fields.get("pid"), fields.get("start"), bootId);
  if (identity === null) return null;
  return {
    state: "running",
    identity,
    command: toIdentity(fields.get("command"), fields.get("command-start"), bootId),
  };
}

function parseEnd(text: string | null): AttemptEnd | null {
  const fields = parseFields(text ?? "");
  const end = parseProcessEnd(fields.get("end"));
  const endedAtMs = toNumber(fields.get("ended"));
  if (end === null || endedAtMs === null) return null;
  return {
    end,
    shim: toIdentity(fields.get("pid"), fields.get("start"), fields.get("boot")),
    pid: toNumber(fields.get("command")),
    startedAtMs: toNumber(fields.get("began")),
    endedAtMs,
    cpuMs: toNumber(fields.get("cpu")),
    peakMemoryBytes: toNumber(fields.get("peak")),
    outputLost: fields.get("lost-output") ?? null,
    childrenLeft: fields.get("children") !== "0",
  };
}

/**
 * The lines `key value` of a record. A line with spaces behind its value is half written, because the shim pads with
 * spaces, and is left out.
 */
function parseFields(text: string): ReadonlyMap<string, string> {
  if (!text.startsWith("runyard-shim 1\n")) return new Map();
  const lines = text.split("\n").filter((line) => line !== "" && !line.endsWith(" "));
  return new Map(lines.map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]));
}

function parseProcessEnd(text: string | undefined): ProcessEnd | null {
  const [, kind, rest = ""] = /^(exit|signal|launch) (.+)$/.exec(text ?? "") ?? [];
  if (kind === "exit" && /^\d+$/.test(rest)) return { kind, status: Number(rest) };
  if (kind === "signal" && /^\d+$/.test(rest)) return { kind, signal: signalName(Number(rest)) };
  const [, reason, system = "", what = ""] =
    /^(program|working-folder|folder) (\w+) "(.*)"$/.exec(rest) ?? [];
  return kind === "launch" && reason !== undefined
    ? { kind, reason: reason as LaunchFailure, system, what }
    : null;
}

function toIdentity(
  pid: string | undefined,
  start: string | undefined,
  boot: string | undefined,
): Identity | null {
  const [pidNumber, startTicks] = [toNumber(pid), toNumber(start)];
  if (pidNumber === null || startTicks === null || boot === undefined) return null;
  return { pid: pidNumber, startTicks, bootId: boot };
}

function toNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
