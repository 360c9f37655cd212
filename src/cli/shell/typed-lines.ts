import { type Interface, clearLine, createInterface, cursorTo } from "node:readline";
import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import type { History } from "./history.ts";
import type { LineEvent, LineSource } from "./line-source.ts";

/** What typed lines need to know. */
export interface TypedLinesOptions {
  readonly input: ReadStream;
  /** The terminal that shows what is typed. */
  readonly output: WriteStream;
  readonly history: History;
  /** Ctrl-C while no line is waited for. */
  readonly onInterrupt: () => void;
}

const INTERRUPT = 3;
const SUSPEND = 26;
const LINE_END = /[\r\n]/;

/**
 * The lines that somebody types, with line editing. The terminal stays raw while a command runs, so that what is typed
 * ahead is neither echoed into its output nor lost; each line is read when it is asked for, so that the lines of a paste
 * stand each at its own prompt.
 */
export class TypedLines implements LineSource {
  readonly isTyped = true;
  readonly #options: TypedLinesOptions;
  /** What readline reads: one line for each prompt. */
  readonly #fed = new PassThrough();
  /** What was typed and not asked for yet: bytes, as latin1. */
  #held = "";
  /** A line that is waited for, until its end has been fed. */
  #waiting: { readonly reader: Interface; readonly settle: (event: LineEvent) => void } | null = null;
  #isFedWhole = false;
  #isOver = false;

  constructor(options: TypedLinesOptions) {
    this.#options = options;
    const { input } = options;
    input.setRawMode(true);
    input.on("data", this.#take).on("end", this.#over).on("error", this.#over);
    process.on("SIGCONT", this.#goOn);
  }

  next(prompt: string): Promise<LineEvent> {
    if (this.#isOver) return Promise.resolve({ kind: "end" });
    const { output, history } = this.#options;
    const reader = createInterface({
      input: this.#fed,
      output,
      terminal: true,
      prompt,
      history: [...history.lines],
      historySize: history.most,
    });
    const { promise, resolve } = Promise.withResolvers<LineEvent>();
    this.#waiting = { reader, settle: resolve };
    reader.on("line", (text) => {
      history.add(text);
      this.#settle({ kind: "line", text, isMore: LINE_END.test(this.#held) });
    });
    reader.on("SIGINT", () => this.#leaveLine({ kind: "interrupt", isLineEmpty: reader.line === "" }));
    reader.on("SIGTSTP", this.#suspend);
    reader.on("close", () => this.#leaveLine({ kind: "end" }));
    reader.prompt();
    this.#feed();
    return promise;
  }

  aside(write: () => void): void {
    const { output } = this.#options;
    if (this.#waiting === null) return write();
    cursorTo(output, 0);
    clearLine(output, 0);
    write();
    this.#waiting.reader.prompt(true);
  }

  end(): void {
    this.#over();
  }

  [Symbol.dispose](): void {
    const { input } = this.#options;
    this.#over();
    process.off("SIGCONT", this.#goOn);
    input.off("data", this.#take).pause();
    // A terminal that is gone can't be set.
    if (!input.destroyed) input.setRawMode(false);
  }

  readonly #take = (chunk: Buffer): void => {
    this.#held += chunk.toString("latin1");
    if (this.#waiting !== null) this.#feed();
    else this.#watch();
  };

  /** Keys that mean something while a command runs. Ctrl-C drops what was typed before, as a terminal does. */
  #watch(): void {
    const at = this.#held.lastIndexOf(String.fromCharCode(INTERRUPT));
    if (at !== -1) {
      this.#held = this.#held.slice(at + 1);
      this.#options.onInterrupt();
    }
    const withoutSuspend = this.#held.replaceAll(String.fromCharCode(SUSPEND), "");
    if (withoutSuspend === this.#held) return;
    this.#held = withoutSuspend;
    this.#suspend();
  }

  /** Gives readline what was typed, up to the end of the line. */
  #feed(): void {
    if (this.#isFedWhole || this.#held === "") return;
    const end = /\r\n|\r|\n/.exec(this.#held);
    const length = end === null ? this.#held.length : end.index + end[0].length;
    this.#isFedWhole = end !== null;
    const fed = this.#held.slice(0, length);
    // First: readline may have read the line when the write returns.
    this.#held = this.#held.slice(length);
    this.#fed.write(Buffer.from(fed, "latin1"));
  }

  /** The cursor stands in the line still. */
  #leaveLine(event: LineEvent): void {
    if (this.#waiting === null) return;
    this.#options.output.write("\n");
    // With Ctrl-C goes the rest of a paste.
    if (event.kind === "interrupt") this.#held = "";
    this.#settle(event);
  }

  #settle(event: LineEvent): void {
    if (this.#waiting === null) return;
    const { reader, settle } = this.#waiting;
    this.#waiting = null;
    this.#isFedWhole = false;
    reader.close();
    settle(event);
    this.#watch();
  }

  readonly #over = (): void => {
    this.#isOver = true;
    this.#leaveLine({ kind: "end" });
  };

  readonly #suspend = (): void => {
    this.#options.input.setRawMode(false);
    process.kill(process.pid, "SIGTSTP");
  };

  readonly #goOn = (): void => {
    this.#options.input.setRawMode(true);
    this.#waiting?.reader.prompt(true);
  };
}
