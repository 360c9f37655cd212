import type { Identity } from "./identity.ts";
import type { StopOptions, StopReport } from "./kill-ladder.ts";
import type { ProcessEnd } from "./process-end.ts";

/** What is to be started among many. */
export interface FanoutSpec {
  /** The program and its arguments: never a shell. Without a slash it is searched in the PATH of `env`. */
  readonly argv: readonly [string, ...string[]];
  /** Unless told, the one that was ours when the fanout was started; a relative one is below that. */
  readonly cwd?: string;
  /** The whole environment; a copy of our own unless told. */
  readonly env?: Readonly<Record<string, string>>;
  /** `none`: reading it gives its end at once. */
  readonly stdin: "none" | "pipe";
  /** `merged`: what is written to stderr comes as stdout, in the order in which it was written. */
  readonly stderr: "separate" | "merged";
}

/** Hears of one child, never before `start()` has returned. Nothing is called after `onEnd`. */
export interface FanoutListener {
  /** The program runs. Where that fails, `onEnd` is all that is called. */
  onStart(pid: number): void;
  /** The bytes are the listener's for the length of the call alone. */
  onOutput(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** So many more bytes of its input have been taken by the pipe to it, which holds 64 KiB. */
  onWritten(bytes: number): void;
  /**
   * It has ended, and all that it wrote was told. A launch that fails is an end as well. What others write to its pipes
   * after its end is told to nobody.
   */
  onEnd(end: FanoutEnd): void;
}

/** How one of many ended. */
export type FanoutEnd =
  | ProcessEnd
  /** Nobody knows: the program that would have told died. What it had told of was killed with its process group. */
  | { readonly kind: "lost" };

/** One of many children, in a session of its own. */
export interface FanoutChild {
  /** Null until it has started, and where it could not. */
  readonly pid: number | null;
  readonly identity: Identity | null;
  /** Bytes of its input that its pipe has not taken yet; none when it has closed its input, or has ended. */
  readonly pendingBytes: number;
  /**
   * Gives it input. The bytes are not copied, and must not change until they are taken. What it can't take any more is
   * forgotten. @throws {TypeError} where its input is no pipe, or after `end()`
   */
  write(bytes: Uint8Array): void;
  /** The end of its input. */
  end(): void;
  /** Where it is told of by nobody else: whether what it writes is told. */
  holdOutput?(isHeld: boolean): void;
  /** Ends it by the one ladder, with its process group; waits for its start, and for `onEnd` unless something is left. */
  stop(options: StopOptions): Promise<StopReport>;
}

/** Starts many short-lived children, and hears of all of them. Our process lives on while there are children; one that is to go on without it must close it. */
export interface Fanout extends AsyncDisposable {
  /**
   * Starts a child, together with all that are started in the same turn of the event loop.
   *
   * @throws {TypeError} where an argument or a variable holds a NUL byte, or the fanout is closed
   */
  start(spec: FanoutSpec, listener: FanoutListener): FanoutChild;
  /** Whether what children write, and how they end, is told: while it is not, they wait as soon as their pipes are full. */
  holdOutput(isHeld: boolean): void;
  /** Ends the program behind it. Children that still run are ended first, by SIGTERM and five seconds later by SIGKILL. */
  close(): Promise<void>;
}
