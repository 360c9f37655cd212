import { constants } from "node:os";
import type { CommandResult, Language } from "../../interpreter/mod.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { CommandReader } from "./command-reader.ts";
import { exitRequest } from "./exit-request.ts";
import { History, historyPath } from "./history.ts";
import { Interrupts } from "./interrupts.ts";
import type { LineSource } from "./line-source.ts";
import { PipedLines } from "./piped-lines.ts";
import { Reporter } from "./reporter.ts";
import { Session } from "./session.ts";
import { TypedLines } from "./typed-lines.ts";

/** What a shell is to do. */
export interface ShellOptions {
  readonly language: Language;
  readonly words: readonly [string, ...string[]];
  readonly cwd: string | null;
  readonly timeoutMs: number | null;
  /** The one command to run; null for those that are typed or come on standard input. */
  readonly command: string | null;
  /** Whether a command that fails does not end what comes on standard input. */
  readonly keepGoing: boolean;
}

const MIB = 1024 * 1024;
const RESTARTED = "a new one is started, and what was defined is gone";

/**
 * A prompt on a live interpreter, or the commands of a pipe.
 *
 * @returns the exit status
 * @throws {StartError} where there is no interpreter
 */
export async function runShell(options: ShellOptions, output: Output): Promise<number> {
  await using shell = new Shell(options, output);
  return await shell.run();
}

class Shell implements AsyncDisposable {
  readonly #options: ShellOptions;
  readonly #output: Output;
  readonly #reporter: Reporter;
  readonly #session: Session;
  readonly #interrupts = new Interrupts();
  readonly #undo = new DisposableStack();
  #lines: LineSource | null = null;
  /** Ends an interpreter that does not end when it is asked to; null where it is not asked to yet. */
  #hurry: AbortController | null = null;
  /** Why it ends before its commands do, or before the interpreter has: the exit status. */
  #stop: number | null = null;
  /** The exit status that the last command has asked for. */
  #asked: number | null = null;

  constructor(options: ShellOptions, output: Output) {
    this.#options = options;
    this.#output = output;
    this.#reporter = new Reporter(output);
    this.#session = new Session({
      ...options,
      outputBytes: output.json ? 64 * MIB : MIB,
      onWritten: (stream, bytes) => this.#passOn(() => this.#reporter.passOn(stream, bytes)),
      onLost: (how) => this.#passOn(() => this.#sayLost(`The interpreter has ended (${how})`)),
    });
  }

  async run(): Promise<number> {
    this.#listen();
    const hello = await this.#session.start();
    if (this.#options.command !== null) return this.#runOne(this.#options.command);
    this.#lines = this.#undo.use(this.#openLines());
    if (this.#lines.isTyped)
      this.#reporter.note(`${hello.language} ${hello.version}`, {
        text: ": Ctrl-C interrupts a command, Ctrl-D leaves",
        style: "dim",
      });
    return this.#runAll(this.#lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#undo.dispose();
    await this.#session[Symbol.asyncDispose]();
  }

  async #runOne(source: string): Promise<number> {
    return this.#leave((await this.#runCommand(source)) ?? exitCodes.success);
  }

  async #runAll(lines: LineSource): Promise<number> {
    const { language, keepGoing } = this.#options;
    const reader = new CommandReader(lines, language, (text) => this.#session.countReady(text));
    let status: number = exitCodes.success;
    for (;;) {
      this.#reporter.beginLine();
      const reading = await reader.next();
      if (this.#stop !== null || reading.kind === "end") return this.#leave(status);
      if (reading.kind === "interrupt") {
        if (reading.isLineEmpty) this.#reporter.note({ text: "Ctrl-D leaves", style: "dim" });
        continue;
      }
      const failed = await this.#runCommand(reading.source);
      if (this.#asked !== null) return this.#leave(this.#asked);
      if (failed === null || lines.isTyped) continue;
      status = failed;
      if (!keepGoing || this.#session.isLost) return this.#leave(status);
    }
  }

  /** @returns null where it is done, else the exit status that its failure is */
  async #runCommand(source: string): Promise<number | null> {
    // It ended while nobody was looking: at the prompt, that has been said.
    if (this.#session.isLost && this.#lines?.isTyped === true) await this.#session.start();
    this.#interrupts.forget();
    const result = await this.#session.run(source, this.#output.json ? {} : { valueAs: "text" });
    const asked = exitRequest(result.failure);
    this.#asked = asked?.status ?? null;
    if (asked !== null && !this.#output.json) {
      this.#reporter.takeLeave(asked.text);
      return asked.status;
    }
    this.#reporter.report(source, result);
    if (this.#session.isLost && this.#lines?.isTyped === true && this.#stop === null) await this.#restart();
    return result.failure === null
      ? null
      : (this.#asked ?? failureStatus(result, this.#interrupts.wasPressed));
  }

  async #restart(): Promise<void> {
    this.#sayLost("The interpreter is gone");
    await this.#session.start();
  }

  #sayLost(how: string): void {
    this.#reporter.note({
      text: this.#lines?.isTyped === true ? `${how}: ${RESTARTED}` : how,
      style: "yellow",
    });
  }

  async #leave(status: number): Promise<number> {
    this.#hurry = new AbortController();
    const ended = this.#session.isLost ? 0 : await this.#session.close(status, this.#hurry.signal);
    return this.#stop ?? (status === 0 ? ended : status);
  }

  #openLines(): LineSource {
    const { stdin, stdout, stderr } = process;
    const shows = stdout.isTTY && !this.#output.json ? stdout : stderr;
    if (!stdin.isTTY || !shows.isTTY) return new PipedLines(stdin);
    const history = new History(historyPath(this.#options.language.name, process.env));
    this.#undo.defer(() => history.close());
    return new TypedLines({ input: stdin, output: shows, history, onInterrupt: () => this.#interrupt() });
  }

  #interrupt(): void {
    if (!this.#session.isRunning) {
      if (this.#lines?.isTyped !== true || this.#hurry !== null) this.#end(exitCodes.interrupted);
      return;
    }
    const press = this.#interrupts.press(performance.now());
    if (press === "first") this.#session.interrupt();
    if (press !== "second") return;
    this.#reporter.note({ text: "Ending the interpreter where it takes no notice", style: "yellow" });
    this.#session.cancel();
  }

  #passOn(write: () => void): void {
    if (this.#lines === null) write();
    else this.#lines.aside(write);
  }

  /** What ends it from outside. */
  #listen(): void {
    const onSignal = (signal: NodeJS.Signals): void => this.#end(128 + constants.signals[signal]);
    const onInterrupt = (): void => this.#interrupt();
    const onLostReader = (error: NodeJS.ErrnoException): void =>
      this.#end(error.code === "EPIPE" ? exitCodes.success : exitCodes.failure);
    process.on("SIGTERM", onSignal).on("SIGHUP", onSignal).on("SIGINT", onInterrupt);
    this.#undo.defer(() => {
      process.off("SIGTERM", onSignal).off("SIGHUP", onSignal).off("SIGINT", onInterrupt);
    });
    for (const stream of [process.stdout, process.stderr])
      stream.removeAllListeners("error").on("error", onLostReader);
  }

  #end(status: number): void {
    this.#stop ??= status;
    this.#session.cancel();
    this.#hurry?.abort();
    this.#lines?.end();
  }
}

function failureStatus({ failure }: CommandResult, wasInterrupted: boolean): number {
  const isInterrupt = failure !== null && (failure.kind === "raised" || failure.kind === "cancelled");
  return isInterrupt && wasInterrupted ? exitCodes.interrupted : exitCodes.failure;
}
