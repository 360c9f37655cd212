import {
  type CommandFailure,
  type CommandResult,
  type StreamName,
  describeFailure,
  valueAsJson,
} from "../../interpreter/mod.ts";
import type { Cell } from "../cell.ts";
import type { Output } from "../output.ts";
import { showValue } from "./show-value.ts";

const NEWLINE = 10;
/** Where the terminal does not say how wide it is, and in a pipe. */
const WIDTH = 80;

/** Writes what commands write, and what became of them: as it comes, or with `--json` an object for each. */
export class Reporter {
  readonly #output: Output;
  /** Whether the last line of a stream has no end yet. */
  readonly #isOpen: Record<StreamName, boolean> = { stdout: false, stderr: false };

  constructor(output: Output) {
    this.#output = output;
  }

  /** A command, or what it has left running, has written something. */
  passOn(stream: StreamName, bytes: Uint8Array): void {
    if (this.#output.json) return;
    this.#output.pass(stream, bytes);
    this.#isOpen[stream] = bytes.at(-1) !== NEWLINE;
    const other = stream === "stdout" ? "stderr" : "stdout";
    // Both stand on the same screen.
    if (this.#output.onTerminal && this.#output.notesOnTerminal) this.#isOpen[other] = false;
  }

  report(source: string, result: CommandResult): void {
    if (this.#output.json) this.#output.record(recordOf(source, result));
    else if (result.failure !== null) this.#write("stderr", failureText(result.failure));
    else if (result.value !== null) {
      const look = { colours: this.#output.hasColours, width: process.stdout.columns || WIDTH };
      this.#write("stdout", showValue(result.value, look));
    }
  }

  /** A command asks for the end, with a text or without. */
  takeLeave(text: string | null): void {
    if (text !== null) this.#write("stderr", text);
  }

  /** Something that we have to say ourselves. */
  note(...cells: readonly Cell[]): void {
    this.#endLines("stderr");
    this.#output.note(...cells);
  }

  /** What comes next begins a line on the terminal. */
  beginLine(): void {
    if (this.#output.onTerminal) this.#endLines("stdout");
    if (this.#output.notesOnTerminal) this.#endLines("stderr");
  }

  #write(stream: StreamName, text: string): void {
    this.#endLines(stream);
    this.#output.pass(stream, `${text}\n`);
  }

  #endLines(stream: StreamName): void {
    const isShared = this.#output.onTerminal && this.#output.notesOnTerminal;
    const open = isShared ? (["stdout", "stderr"] as const) : ([stream] as const);
    for (const each of open) {
      if (this.#isOpen[each]) this.#output.pass(each, "\n");
      this.#isOpen[each] = false;
    }
  }
}

function failureText(failure: CommandFailure): string {
  return failure.kind === "raised" ? failure.error.trace.trimEnd() : describeFailure(failure);
}

function recordOf(source: string, { value, stdout, stderr, failure, durationMs }: CommandResult): object {
  const isCut = stdout.isCut || stderr.isCut;
  return {
    source,
    value: valueAsJson(value),
    stdout: Buffer.from(stdout.bytes).toString(),
    stderr: Buffer.from(stderr.bytes).toString(),
    // Only the beginning of what it wrote.
    ...(isCut ? { isCut } : {}),
    failure: failure === null ? null : failureRecord(failure),
    durationMs,
  };
}

function failureRecord(failure: CommandFailure): object {
  const { kind } = failure;
  const message = describeFailure(failure);
  return kind === "raised"
    ? { kind, message, type: failure.error.type, trace: failure.error.trace }
    : { kind, message };
}
