import { type Cell, cellText, paintCell } from "./cell.ts";
import { cutToWidth } from "./display-width.ts";
import { relativeTime } from "./relative-time.ts";
import { type Column, formatTable } from "./table.ts";

/** A stream that text and bytes are written to: a terminal, a pipe or a file. */
export interface OutputStream {
  write(chunk: string | Uint8Array): boolean;
  once(event: "drain", listener: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** How many bytes nobody has taken yet. */
  readonly writableLength?: number;
}

/** Where a command writes to, and what it knows of the place. */
export interface OutputOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * All that the commands write goes through here: for people on a terminal, plain aligned lines in a pipe, one JSON
 * object a line with `--json`. What cells say is escaped, so that nothing from elsewhere can play with the terminal.
 */
export class Output {
  readonly json: boolean;
  /** Whether standard output is a terminal. */
  readonly onTerminal: boolean;
  /** Whether standard error is one: where progress is shown. */
  readonly notesOnTerminal: boolean;
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #mayColour: boolean;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    this.onTerminal = options.stdout.isTTY === true;
    this.notesOnTerminal = options.stderr.isTTY === true;
    this.#mayColour = !options.environment["NO_COLOR"] && options.environment["TERM"] !== "dumb";
  }

  /** One JSON object with `--json`, else what people read. */
  show(value: unknown, lines: () => void): void {
    if (this.json) this.record(value);
    else lines();
  }

  /** One JSON object for each value with `--json`, else a table of them. */
  list<Value>(
    values: readonly Value[],
    columns: readonly Column[],
    row: (value: Value) => readonly Cell[],
  ): void {
    if (this.json) for (const value of values) this.record(value);
    else this.table(columns, values.map(row));
  }

  record(value: unknown): void {
    this.#stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** A line on standard output. */
  line(...cells: readonly Cell[]): void {
    this.#stdout.write(`${this.#join(cells, this.onTerminal)}\n`);
  }

  /** A line on standard error: what a script that reads standard output should not see. */
  note(...cells: readonly Cell[]): void {
    this.#stderr.write(`${this.#join(cells, this.notesOnTerminal)}\n`);
  }

  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    for (const line of formatTable(columns, rows, this.#look(this.#stdout))) this.#stdout.write(`${line}\n`);
  }

  /** The same table, on standard error. */
  noteTable(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    for (const line of formatTable(columns, rows, this.#look(this.#stderr))) this.#stderr.write(`${line}\n`);
  }

  /** Writes a line over the last one, on a terminal's standard error; an empty one clears it. */
  progress(text: string): void {
    this.#stderr.write(`\r\u001b[2K${cutToWidth(cellText(text), columnsOf(this.#stderr) - 1)}`);
  }

  /** Whether standard output shows colours. */
  get hasColours(): boolean {
    return this.onTerminal && this.#mayColour;
  }

  /** Passes bytes on as they are, at once: what nobody takes yet is kept. */
  pass(stream: "stdout" | "stderr", chunk: string | Uint8Array): void {
    (stream === "stdout" ? this.#stdout : this.#stderr).write(chunk);
  }

  /** Passes bytes on as they are, as fast as they are taken. */
  async bytes(stream: "stdout" | "stderr", chunk: string | Uint8Array): Promise<void> {
    const target = stream === "stdout" ? this.#stdout : this.#stderr;
    if (!target.write(chunk)) await new Promise<void>((resolve) => target.once("drain", resolve));
  }

  /** An instant: `3 min ago` on a terminal, ISO 8601 in a pipe; a dash where there is none. */
  instant(text: string | null): string {
    if (text === null) return "-";
    return this.onTerminal ? relativeTime(Date.parse(text), Date.now()) : text;
  }

  #look(stream: OutputStream): { readonly width: number | null; readonly colours: boolean } {
    const onTerminal = stream.isTTY === true;
    return { width: onTerminal ? columnsOf(stream) : null, colours: onTerminal && this.#mayColour };
  }

  #join(cells: readonly Cell[], onTerminal: boolean): string {
    const colours = onTerminal && this.#mayColour;
    return cells.map((cell) => (colours ? paintCell(cell, cellText(cell)) : cellText(cell))).join("");
  }
}

/** A terminal that does not know how wide it is says 0. */
function columnsOf(stream: OutputStream): number {
  return stream.columns === undefined || stream.columns === 0 ? 80 : stream.columns;
}
