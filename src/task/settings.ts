import type { NodeProfile } from "./workers/profile.ts";

/** Values of a task that are taken up when something is scheduled (ClusterShell's "default" dictionary). */
export interface TaskDefaults {
  /** Whether stderr is kept apart from stdout. */
  readonly stderr: boolean;
  /** Whether commands have an input that can be written to; without it reading gives its end at once. */
  readonly stdin: boolean;
  /** Whether what is written to stdout, and to stderr, is kept. */
  readonly stdoutMsgtree: boolean;
  readonly stderrMsgtree: boolean;
  /** There is one. */
  readonly engine: "auto";
  /** How many messages a port holds before a sender waits. */
  readonly portQlimit: number;
  /** Which worker runs commands on nodes, and which runs them here for nodes (`remote: false`). */
  readonly distantWorker: string;
  readonly localWorker: string;
}

/** Values of a task that its engine and its workers go by (ClusterShell's "info" dictionary). Times are in seconds. */
export interface TaskInfo {
  /** So many commands run at once. */
  readonly fanout: number;
  /** Until a connection stands; 0: no limit. */
  readonly connectTimeout: number;
  /** For each command; 0: no limit. */
  readonly commandTimeout: number;
  /** How many bytes a command may write; one that writes more is given up. 0: no limit. */
  readonly outputLimit: number;
  /** So many commands are started in a second at most; 0: no limit. */
  readonly startRate: number;
  readonly debug: boolean;
  /** Gets what `debug` tells. */
  readonly printDebug: (line: string) => void;
  readonly sshUser: string | null;
  readonly sshPath: string;
  readonly sshOptions: readonly string[];
  readonly scpPath: string;
  readonly scpOptions: readonly string[];
  readonly rsyncPath: string;
  /** How long an ssh connection is kept for the next command, in seconds; 0: each command has its own. */
  readonly sshPersist: number;
  /** How some nodes are reached, where it differs from the others. */
  readonly profiles: readonly NodeProfile[];
  /** What sudo is told where a profile has `become`; null: it must want nothing. It is in no argument of any process. */
  readonly becomePassword: string | null;
  /** Gets what is not as it was asked for, and does not keep commands from running. */
  readonly printWarning: (line: string) => void;
}

export const standardDefaults: TaskDefaults = {
  stderr: false,
  stdin: true,
  stdoutMsgtree: true,
  stderrMsgtree: true,
  engine: "auto",
  portQlimit: 32,
  distantWorker: "ssh",
  localWorker: "exec",
};

export const standardInfo: TaskInfo = {
  fanout: 64,
  connectTimeout: 10,
  commandTimeout: 0,
  outputLimit: 0,
  startRate: 0,
  debug: false,
  printDebug: (line) => void process.stderr.write(`${line}\n`),
  sshUser: null,
  sshPath: "ssh",
  sshOptions: [],
  scpPath: "scp",
  scpOptions: [],
  rsyncPath: "rsync",
  sshPersist: 60,
  profiles: [],
  becomePassword: null,
  printWarning: (line) => process.emitWarning(line),
};

/** Settings by name: those that we know, and a program's own. */
export class Settings<Known extends object> {
  readonly #values: Map<string, unknown>;
  readonly #check: (name: string, value: unknown) => void;

  constructor(standard: Known, check: (name: string, value: unknown) => void = () => undefined) {
    this.#values = new Map(Object.entries(standard));
    this.#check = check;
  }

  get<Name extends keyof Known & string>(name: Name): Known[Name];
  get(name: string, fallback?: unknown): unknown;
  get(name: string, fallback?: unknown): unknown {
    return this.#values.has(name) ? this.#values.get(name) : fallback;
  }

  /** @throws {RangeError} where a value of ours would make no sense */
  set(name: string, value: unknown): void {
    this.#check(name, value);
    this.#values.set(name, value);
  }
}

/** @throws {RangeError} for a fan-out of less than one, times that are none, and a password of several lines */
export function checkInfo(name: string, value: unknown): void {
  if (name === "fanout" && !(Number.isSafeInteger(value) && Number(value) >= 1))
    throw new RangeError(`Cannot set the fan-out to ${String(value)}: it is a whole number, at least 1`);
  if (name === "startRate" && !(typeof value === "number" && value >= 0))
    throw new RangeError(
      `Cannot set the start rate to ${String(value)}: it is a number a second, 0 for no limit`,
    );
  if (name === "becomePassword" && typeof value === "string" && /[\n\0]/.test(value))
    throw new RangeError("Cannot set becomePassword: it is one line");
  const isTime = name === "connectTimeout" || name === "commandTimeout" || name === "sshPersist";
  if (isTime && !(typeof value === "number" && value >= 0))
    throw new RangeError(`Cannot set ${name} to ${String(value)}: it is a number of seconds, 0 for no limit`);
}
