import type { RunOptions } from "./command.ts";
import type { Language } from "./language.ts";
import { LONGEST_MS } from "./long-timer.ts";

/** What an interpreter is, and how long it may take. Times are in milliseconds. */
export interface DispatcherOptions {
  readonly language: Language;
  /** The program; the language's own, searched in the PATH, unless told. */
  readonly executable?: string;
  readonly cwd?: string;
  /** The whole environment; a copy of our own unless told. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called after each command of `execute`, with the work that it was given. */
  readonly logHandler?: (work: unknown) => void;
  /**
   * How it is spoken to: over a descriptor that it inherits, unless told; or over a Unix socket, with a token that it is given
   * for one time, where an application closes the descriptors that it inherits. Bash has no sockets.
   */
  readonly channel?: "inherited" | "socket";
  /** Whether what is written to stderr goes to stdout. */
  readonly mergeStderr?: boolean;
  /** Where `execute` writes what was raised; our own stderr unless told. */
  readonly errors?: { write(text: string): unknown };
  /** A folder for the files `stdout` and `stderr`; one that goes with the dispatcher unless told. */
  readonly outputFolder?: string;
  /** So much of what a command wrote is read into its result: 1 MiB unless told. The files hold all of it. */
  readonly outputBytes?: number;
  /** Until it says hello: 60,000 unless told. */
  readonly startTimeoutMs?: number;
  /** For each command; none unless told. */
  readonly commandTimeoutMs?: number;
  /** For how long a command may write nothing; for ever unless told. */
  readonly silenceMs?: number;
  /** From `close` to the end: 10,000 unless told. */
  readonly shutdownTimeoutMs?: number;
  /** From an interrupt to the end of the command: 2,000 unless told. */
  readonly interruptGraceMs?: number;
  /** From SIGTERM to SIGKILL: 5,000 unless told. */
  readonly graceMs?: number;
}

/** The options with what is not told filled in. */
export interface ResolvedOptions {
  readonly language: Language;
  readonly executable: string;
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly logHandler: (work: unknown) => void;
  readonly mergeStderr: boolean;
  readonly channel: "inherited" | "socket";
  readonly errors: { write(text: string): unknown };
  readonly outputFolder: string | null;
  readonly outputBytes: number;
  readonly startTimeoutMs: number;
  readonly limits: RunOptions;
  readonly shutdownTimeoutMs: number;
  readonly interruptGraceMs: number;
  readonly graceMs: number;
}

const MIB = 1024 * 1024;

export function resolveOptions(options: DispatcherOptions): ResolvedOptions {
  const { commandTimeoutMs, silenceMs, language } = options;
  if (options.channel === "socket" && language.connects === false)
    throw new TypeError(`Cannot speak to "${language.name}" over a socket: it can't connect to one`);
  return {
    language,
    executable: options.executable ?? language.executable,
    cwd: options.cwd ?? null,
    env: options.env ?? ownEnvironment(),
    logHandler: options.logHandler ?? (() => undefined),
    channel: options.channel ?? "inherited",
    mergeStderr: options.mergeStderr ?? false,
    errors: options.errors ?? process.stderr,
    outputFolder: options.outputFolder ?? null,
    outputBytes: options.outputBytes ?? MIB,
    startTimeoutMs: Math.min(options.startTimeoutMs ?? 60_000, LONGEST_MS),
    limits: { timeoutMs: commandTimeoutMs ?? null, silenceMs: silenceMs ?? null },
    shutdownTimeoutMs: Math.min(options.shutdownTimeoutMs ?? 10_000, LONGEST_MS),
    interruptGraceMs: Math.min(options.interruptGraceMs ?? 2000, LONGEST_MS),
    graceMs: Math.min(options.graceMs ?? 5000, LONGEST_MS),
  };
}

function ownEnvironment(): Readonly<Record<string, string>> {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}
