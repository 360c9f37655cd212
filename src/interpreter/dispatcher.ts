import { setTimeout as sleep } from "node:timers/promises";
import { Emitter, formatDuration, unreachable } from "../core/mod.ts";
import { type Child, type ProcessEnd, workingFolderOf } from "../process/mod.ts";
import type { BackChannel } from "./back-channel.ts";
import type { RunOptions } from "./command.ts";
import { CommandQueue } from "./command-queue.ts";
import { type CommandResult, describeEnd, describeFailure, statusOf } from "./command-result.ts";
import { type DispatcherOptions, type ResolvedOptions, resolveOptions } from "./dispatcher-options.ts";
import { InterpreterProcess } from "./interpreter-process.ts";
import { type Hello, type Message, PROTOCOL, isFraction } from "./message.ts";
import type { StreamName } from "./written-stream.ts";
import { StartError } from "./start-error.ts";
import type { Value } from "./value.ts";

/** One that can't be asked to end is ending, or will not by itself. */
const EXIT_MS = 250;

/** What a dispatcher tells of while commands run. */
export interface DispatcherEvents {
  /** The command that runs says how much of its work is done, from 0 to 1. */
  readonly progress: { readonly fraction: number };
  /** The command that runs has made a file. */
  readonly output: { readonly path: string };
  /** Something was written, at once as it came; all that a command wrote is told before its result. */
  readonly written: { readonly stream: StreamName; readonly bytes: Uint8Array };
  /** The interpreter has ended. */
  readonly ended: ProcessEnd;
}

/**
 * Our end of a live interpreter: commands go there one after the other, all in one namespace, and what became of each
 * comes back with its value and with what it wrote (Qube's PyCmdDispatcher).
 *
 * @example
 * ```ts
 * await using dispatcher = new CommandDispatcher({ language: python });
 * await dispatcher.startChild();
 * const { value } = await dispatcher.run("6 * 7"); // 42
 * ```
 */
export class CommandDispatcher implements AsyncDisposable {
  readonly events: Emitter<DispatcherEvents> = new Emitter();
  readonly #options: ResolvedOptions;
  readonly #hello = Promise.withResolvers<Hello>();
  #process: InterpreterProcess | null = null;
  #queue: CommandQueue | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = resolveOptions(options);
  }

  /** The running process; null before the start. */
  get child(): Child | null {
    return this.#process?.child ?? null;
  }

  /** The private way to it; null before the start. */
  get backChannel(): BackChannel | null {
    return this.#process?.channel ?? null;
  }

  /** The folder that the interpreter is in now: commands may have gone elsewhere. null where it has ended. */
  get workingFolder(): string | null {
    const identity = this.child?.identity ?? null;
    return identity === null ? null : workingFolderOf(identity);
  }

  /**
   * Starts the interpreter and waits until it has said hello.
   *
   * @param argv the program and its arguments in place of the language's own: `["/bin/sh", "-c", COMMAND]` as well
   * @param signal ends the wait, and the interpreter, at once
   * @throws {StartError} where it can't be started, ends, says nothing in time, speaks another protocol, or is not wanted
   *   any more
   */
  async startChild(argv?: readonly [string, ...string[]], signal?: AbortSignal): Promise<Hello> {
    if (this.#process !== null) throw new TypeError("Cannot start the interpreter: it was started before");
    const { executable, language } = this.#options;
    const command = argv ?? ([executable, ...language.arguments({ executable })] as const);
    const process = new InterpreterProcess(
      { ...this.#options, argv: command },
      (message) => this.#hear(message),
      (stream, bytes) => this.#hearWritten(stream, bytes),
    );
    this.#process = process;
    void process.ended.then((end) => this.events.emit("ended", end));
    const heard = await this.#waitForHello(process, signal);
    if ("protocol" in heard && heard.protocol === PROTOCOL) {
      this.#queue = new CommandQueue(process, this.#options);
      return heard;
    }
    await process.stop(0);
    throw startError(command[0], heard, process.output.lastLine(), this.#options);
  }

  /**
   * Runs a command. What goes wrong in it, the interpreter's death included, is a result.
   *
   * @throws {TypeError} before the start
   */
  async run<T extends Value = Value>(source: string, options: RunOptions = {}): Promise<CommandResult<T>> {
    if (this.#queue === null) throw new TypeError("Cannot run a command: the interpreter is not started");
    return (await this.#queue.add(source, { ...this.#options.limits, ...options })) as CommandResult<T>;
  }

  /**
   * Runs commands one after the other, up to the first that fails; what was raised is written to stderr.
   *
   * @param work handed on to the log handler
   * @returns 0 where all are done, else 1
   */
  async execute(commands: string | readonly string[], work?: unknown): Promise<0 | 1> {
    for (const source of typeof commands === "string" ? [commands] : commands) {
      const { failure } = await this.run(source);
      this.#options.logHandler(work);
      if (failure === null) continue;
      const text = failure.kind === "raised" ? failure.error.trace : describeFailure(failure);
      this.#options.errors.write(`${text.trimEnd()}\n`);
      return 1;
    }
    return 0;
  }

  /** Interrupts the command that runs, as Ctrl-C does. */
  interrupt(): void {
    if (this.#queue?.running != null) this.#process?.interrupt();
  }

  /** What was written to a stream between two places. */
  written(stream: StreamName, start: number, end: number): Uint8Array {
    return this.#process?.output.read(stream, start, end, end - start).bytes ?? new Uint8Array();
  }

  /** Puts a text of ours, on lines of its own, among what the interpreter wrote. */
  append(stream: StreamName, text: string): void {
    this.#process?.output.stream(stream).append(text);
  }

  /**
   * Asks the interpreter to end when the commands under way are done, and ends it where it does not in time.
   *
   * @param hurry ends it at once when aborted
   * @returns its actual exit status; 128 and the signal's number where a signal ended it
   */
  async close(exitCode: number = 0, hurry?: AbortSignal): Promise<number> {
    const process = this.#process;
    if (process === null) return exitCode;
    const isHeard = process.send({ kind: "close", status: exitCode }) !== -1;
    const hasEnded = await endsWithin(process, isHeard ? this.#options.shutdownTimeoutMs : EXIT_MS, hurry);
    if (!hasEnded) await process.stop(this.#options.graceMs);
    await process.gone;
    return statusOf(await process.ended);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.#process?.output[Symbol.dispose]();
  }

  async #waitForHello(
    { ended }: InterpreterProcess,
    cancelled: AbortSignal = new AbortController().signal,
  ): Promise<HeardAtStart> {
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, cancelled]);
    const late = sleep(this.#options.startTimeoutMs, { kind: "late" } as const, { signal }).catch(
      () => ({ kind: "cancelled" }) as const,
    );
    const heard = await Promise.race([this.#hello.promise, ended, late]);
    waiting.abort();
    return heard;
  }

  #hear(message: Message): void {
    switch (message.kind) {
      case "hello":
        this.#hello.resolve(message);
        return;
      case "done":
        this.#queue?.hear(message);
        return;
      case "progress":
        if (message.id === this.#queue?.running && isFraction(message.fraction))
          this.events.emit("progress", { fraction: message.fraction });
        return;
      case "output":
        if (message.id === this.#queue?.running) this.events.emit("output", { path: message.path });
        return;
      default:
        unreachable(message);
    }
  }

  #hearWritten(stream: StreamName, bytes: Uint8Array): void {
    this.events.emit("written", { stream, bytes });
    this.#queue?.noteWritten();
  }
}

async function endsWithin(
  { ended }: InterpreterProcess,
  milliseconds: number,
  hurry: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, hurry]);
  const late = sleep(milliseconds, false, { signal }).catch(() => false);
  const hasEnded = await Promise.race([ended.then(() => true), late]);
  waiting.abort();
  return hasEnded;
}

/** What comes first after a start. */
type HeardAtStart = Hello | ProcessEnd | { readonly kind: "late" | "cancelled" };

function startError(
  program: string,
  heard: HeardAtStart,
  lastWords: string,
  { startTimeoutMs }: ResolvedOptions,
): StartError {
  const said = lastWords === "" ? "" : ` (it wrote: ${lastWords})`;
  const cannot = `Cannot start the interpreter "${program}"`;
  switch (heard.kind) {
    case "launch":
      return new StartError("missing", `${cannot}: ${describeEnd(heard)}`);
    case "exit":
    case "signal":
      return new StartError(
        "ended",
        `${cannot}: it ended before it said hello, ${describeEnd(heard)}${said}`,
      );
    case "late":
      return new StartError(
        "silent",
        `${cannot}: it did not say hello within ${formatDuration(startTimeoutMs)}${said}`,
      );
    case "cancelled":
      return new StartError("cancelled", `${cannot}: it is not wanted any more`);
    case "hello":
      return new StartError(
        "wrong-protocol",
        `${cannot}: it speaks version ${heard.protocol} of the protocol, and version ${PROTOCOL} is wanted`,
      );
    default:
      return unreachable(heard);
  }
}
