import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { statSync } from "node:fs";
import type { Duplex, Readable, Writable } from "node:stream";
import { systemCode } from "../core/mod.ts";
import { type Identity, identify } from "./identity.ts";
import { type StopOptions, type StopReport, stop } from "./kill-ladder.ts";
import type { ProcessEnd } from "./process-end.ts";

/** Where a descriptor of a child leads: to us, nowhere, where ours leads, or to an open file of ours. */
export type Descriptor = "pipe" | "ignore" | "inherit" | number;

/** What is to be started as a direct child of this process. */
export interface LaunchSpec {
  /** The program and its arguments: never a shell. Without a slash it is searched in the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  /** Our own unless told. */
  readonly cwd?: string;
  /** The whole environment; a copy of our own unless told. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each `ignore` unless told; `extra` are the descriptors from 3 on. */
  readonly stdio?: {
    readonly stdin?: Descriptor;
    readonly stdout?: Descriptor;
    readonly stderr?: Descriptor;
    readonly extra?: readonly Descriptor[];
  };
  /** Stops the child: SIGTERM, and after `graceMs` (5000 unless told) the rest of the ladder. */
  readonly signal?: AbortSignal;
  readonly graceMs?: number;
}

/** A direct child of this process, in a session of its own. */
export interface Child {
  /** Null where it could not be started; `exited` says why. */
  readonly pid: number | null;
  readonly identity: Identity | null;
  /** The streams of descriptors that are pipes; null for the others. */
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly extra: readonly (Duplex | null)[];
  /** Fulfilled at its end, never rejected: a launch that fails is an end as well. Output may still be on its way. */
  readonly exited: Promise<ProcessEnd>;
  /** Whether `exited` is fulfilled. */
  hasExited(): boolean;
  /** Lets our own process end while the child goes on. */
  unref(): void;
  /** Takes that back. */
  ref(): void;
}

/**
 * Starts a child. A missing program or working folder is a result in `exited`.
 *
 * @throws {TypeError} where an argument or a variable holds a NUL byte
 */
export function launch(spec: LaunchSpec): Child {
  const child = trySpawn(spec);
  if ("end" in child) return notStarted(child.end);
  const exited = waitForEnd(child, spec);
  let isOver = false;
  const result = toChild(child, exited, () => isOver);
  void exited.finally(() => (isOver = true));
  if (spec.signal !== undefined) stopOnAbort(result, spec.signal, spec.graceMs ?? 5000);
  return result;
}

/** Stops a child by the one ladder. What it detached is found as long as its parents live. */
export function stopChild(child: Child, options: StopOptions): Promise<StopReport> {
  return stop(
    { marker: null, shim: null, command: child.identity, isEnded: () => child.hasExited() },
    options,
  );
}

function trySpawn(spec: LaunchSpec): ChildProcess | { readonly end: ProcessEnd } {
  const [program, ...rest] = spec.argv;
  const { stdin = "ignore", stdout = "ignore", stderr = "ignore", extra = [] } = spec.stdio ?? {};
  const stdio: StdioOptions = [stdin, stdout, stderr, ...extra];
  try {
    return spawn(program, rest, {
      ...(spec.cwd !== undefined && { cwd: spec.cwd }),
      ...(spec.env !== undefined && { env: { ...spec.env } }),
      stdio,
      detached: true,
    });
  } catch (error) {
    // Most failures come as an event, but some (E2BIG, ENOMEM) are thrown, with the mistakes of a programmer among them.
    if (!(error instanceof Error) || !("syscall" in error)) throw error;
    return { end: launchFailure(error, spec) };
  }
}

function notStarted(end: ProcessEnd): Child {
  return {
    pid: null,
    identity: null,
    stdin: null,
    stdout: null,
    stderr: null,
    extra: [],
    exited: Promise.resolve(end),
    hasExited: () => true,
    ref: () => undefined,
    unref: () => undefined,
  };
}

function toChild(child: ChildProcess, exited: Promise<ProcessEnd>, hasExited: () => boolean): Child {
  // Writing to a child that has ended is no failure of ours: `exited` tells of it.
  for (const stream of child.stdio ?? []) stream?.on("error", () => undefined);
  return {
    pid: child.pid ?? null,
    identity: child.pid === undefined ? null : identify(child.pid),
    stdin: child.stdin ?? null,
    stdout: child.stdout ?? null,
    stderr: child.stderr ?? null,
    extra: (child.stdio ?? []).slice(3) as unknown as readonly (Duplex | null)[],
    exited,
    hasExited,
    ref: () => child.ref(),
    unref: () => child.unref(),
  };
}

function waitForEnd(child: ChildProcess, spec: LaunchSpec): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("exit", (status, signal) => {
      resolve(signal === null ? { kind: "exit", status: status ?? 0 } : { kind: "signal", signal });
    });
    child.on("error", (error) => {
      if (child.pid === undefined) resolve(launchFailure(error, spec));
    });
  });
}

/** The system says ENOENT for a missing program and for a missing working folder alike. */
function launchFailure(error: Error, spec: LaunchSpec): ProcessEnd {
  const system = systemCode(error) ?? "EIO";
  const folderProblem = spec.cwd === undefined ? null : problemOfFolder(spec.cwd);
  if (folderProblem === null) return { kind: "launch", reason: "program", system, what: spec.argv[0] };
  return { kind: "launch", reason: "working-folder", system: folderProblem, what: spec.cwd ?? "" };
}

function problemOfFolder(path: string): string | null {
  try {
    return statSync(path).isDirectory() ? null : "ENOTDIR";
  } catch (error) {
    return systemCode(error) ?? "EIO";
  }
}

function stopOnAbort(child: Child, signal: AbortSignal, graceMs: number): void {
  const onAbort = (): void => void stopChild(child, { ask: "SIGTERM", graceMs });
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  void child.exited.finally(() => signal.removeEventListener("abort", onAbort));
}
