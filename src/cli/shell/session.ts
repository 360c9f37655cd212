import {
  CommandDispatcher,
  type CommandResult,
  type Hello,
  type Language,
  type RunOptions,
  type StreamName,
  type Value,
  describeEnd,
} from "../../interpreter/mod.ts";

/** What a session is opened with. */
export interface SessionOptions {
  readonly language: Language;
  /** The words that start the interpreter, in place of its usual program; the language's arguments come after them. */
  readonly words: readonly [string, ...string[]];
  readonly cwd: string | null;
  /** For each command, in milliseconds; null for ever. */
  readonly timeoutMs: number | null;
  /** So much of what a command wrote is read into its result. */
  readonly outputBytes: number;
  readonly onWritten: (stream: StreamName, bytes: Uint8Array) => void;
  /** The interpreter has ended by itself, while no command was running. */
  readonly onLost: (how: string) => void;
}

/** A command that tells whether another one is whole answers at once, or something is wrong with the interpreter. */
const ASK_MS = 10_000;

/** One interpreter after the other: where one has ended, `start` starts the next. */
export class Session implements AsyncDisposable {
  readonly #options: SessionOptions;
  #dispatcher: CommandDispatcher | null = null;
  #hasEnded = false;
  #isClosing = false;
  /** Ends the command that runs; null while there is none. */
  #running: AbortController | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Whether there is no interpreter to give a command to. */
  get isLost(): boolean {
    return this.#hasEnded;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** @throws {StartError} */
  async start(): Promise<Hello> {
    await this.#dispose();
    const { language, words, cwd, timeoutMs, outputBytes } = this.#options;
    const executable = words.at(-1) ?? language.executable;
    const dispatcher = new CommandDispatcher({
      language,
      executable,
      outputBytes,
      ...(cwd === null ? {} : { cwd }),
      ...(timeoutMs === null ? {} : { commandTimeoutMs: timeoutMs }),
    });
    this.#dispatcher = dispatcher;
    this.#hasEnded = false;
    const hello = await dispatcher.startChild([...words, ...language.arguments({ executable })]);
    // An application's words at its start are no answer to anything.
    dispatcher.events.on("written", ({ stream, bytes }) => this.#options.onWritten(stream, bytes));
    dispatcher.events.on("ended", (end) => {
      this.#hasEnded = true;
      if (!this.isRunning && !this.#isClosing) this.#options.onLost(describeEnd(end));
    });
    return hello;
  }

  async run(source: string, options: Pick<RunOptions, "valueAs">): Promise<CommandResult> {
    const running = new AbortController();
    this.#running = running;
    try {
      return await this.#interpreter.run(source, { ...options, signal: running.signal });
    } finally {
      this.#running = null;
    }
  }

  /** How many of the lines are a command to run now. */
  async countReady(lines: readonly string[]): Promise<number> {
    const ask = async (command: string): Promise<Value> =>
      (await this.#interpreter.run(command, { timeoutMs: ASK_MS, isUncounted: true })).value;
    const count = await this.#options.language.readyLines?.(lines, ask);
    return Math.min(count ?? lines.length, lines.length);
  }

  /** Interrupts the command that runs, as Ctrl-C does. */
  interrupt(): void {
    this.#interpreter.interrupt();
  }

  /** Ends the command that runs: another interrupt, and if that is not enough, the interpreter's end. */
  cancel(): void {
    this.#running?.abort();
  }

  /**
   * @param hurry ends the interpreter at once when aborted
   * @returns the interpreter's exit status
   */
  async close(status: number, hurry: AbortSignal): Promise<number> {
    this.#isClosing = true;
    return this.#interpreter.close(status, hurry);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    await this.#dispose();
  }

  get #interpreter(): CommandDispatcher {
    if (this.#dispatcher === null) throw new TypeError("Cannot use the session: it is not started");
    return this.#dispatcher;
  }

  async #dispose(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = null;
    await dispatcher?.[Symbol.asyncDispose]();
  }
}
