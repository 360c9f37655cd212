import { constants } from "node:os";
import { dirname, resolve } from "node:path";
import { type Log, streamLog } from "../core/mod.ts";
import { type ScheduleLabel, showValue } from "../job/mod.ts";
import { type ProcessEnd, launch } from "../process/mod.ts";
import type { ScheduleProperties } from "./schedule-properties.ts";

/** What the function of a schedule gets. */
export interface ScheduleContext {
  readonly definition: ScheduleDefinition;
  readonly jobId: string;
  /** When it was due; of one that somebody asked for, when that was. */
  readonly due: Date;
  /** What `setup` and `bind` say. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /**
   * Runs a program to its end; what it writes becomes output of the job. A failure is told of as a failure of the job, and
   * raises nothing.
   *
   * @returns its exit status; 128 and the number of a signal that ended it, 127 where it could not be started
   */
  spawn(argv: readonly [string, ...string[]]): Promise<number>;
  /** Runs a file of Python, relative to the file that defines the schedule, in the same way. */
  spawnPython(file: string): Promise<number>;
  /** An absolute path of one that is relative to the file that defines the schedule. */
  resolve(path: string): string;
  /** Lines in the job's standard error. */
  readonly log: Log;
  /** Aborted when the job is to end: what goes on past the grace is killed. */
  readonly signal: AbortSignal;
}

/** What is written of a schedule. */
export interface ScheduleDefinition {
  readonly id: string;
  /** With the file that defines it: `runyard.config.ts#nightly`. */
  readonly fullId: string;
  readonly title: string;
  readonly debug: boolean;
  readonly properties: ScheduleProperties;
}

/** The work of a schedule in TypeScript: what it returns, JSON, is kept as the result; what it throws fails the job. */
export type ScheduleFunction = (context: ScheduleContext) => unknown;

/** What a context is made of. */
export interface ScheduleContextParts {
  readonly label: ScheduleLabel;
  readonly file: string;
  readonly due: number;
  readonly properties: ScheduleProperties;
  readonly jobId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called for each program that failed, with a sentence. */
  readonly onFailure: (message: string) => void;
}

/** The context of one call of a schedule's function. */
export function makeScheduleContext(parts: ScheduleContextParts): ScheduleContext {
  const { label, properties, jobId, due, parameters, signal } = parts;
  const folder = dirname(parts.file);
  const { id, fullId, title, debug } = label;
  const spawn = (argv: readonly [string, ...string[]]): Promise<number> => spawnIn(folder, argv, parts);
  return {
    definition: { id, fullId, title, debug, properties },
    jobId,
    due: new Date(due),
    parameters,
    spawn,
    spawnPython: (file) => spawn(["python3", resolve(folder, file)]),
    resolve: (path) => resolve(folder, path),
    log: streamLog(id),
    signal,
  };
}

async function spawnIn(
  cwd: string,
  argv: readonly [string, ...string[]],
  { environment: env, signal, label, onFailure }: ScheduleContextParts,
): Promise<number> {
  checkArgv(argv);
  const stdio = { stdout: "inherit", stderr: "inherit" } as const;
  const end = await launch({ argv, cwd, env, stdio, signal }).exited;
  const status = statusOf(end);
  if (status !== 0) {
    const why = end.kind === "launch" ? `: ${end.system}` : "";
    onFailure(`A process spawned by ${label.title} failed with ${status}${why}: ${argv.join(" ")}`);
  }
  return status;
}

/** A configuration is not checked by the compiler before it runs. */
function checkArgv(argv: unknown): void {
  if (Array.isArray(argv) && argv.length > 0 && argv.every((one) => typeof one === "string")) return;
  throw new TypeError(
    `Cannot spawn ${showValue(argv)}: it takes a list, of a program and its arguments, each a text`,
  );
}

function statusOf(end: ProcessEnd): number {
  if (end.kind === "exit") return end.status;
  if (end.kind === "launch") return 127;
  return 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0);
}
