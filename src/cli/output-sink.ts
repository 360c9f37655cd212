import type { ItemView } from "../server/api.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Output } from "./output.ts";
import type { StreamName } from "./read-output.ts";
import { visibleText } from "./visible-text.ts";

/** So that a line without an end can't fill our memory. */
const LONGEST_LINE = 1024 * 1024;

/** Where one output of a job goes. */
export interface OutputSink {
  write(piece: Uint8Array): Promise<void>;
  /** Writes what is left of a last line. */
  end(): Promise<void>;
}

/** What a sink is made for. */
export interface SinkOptions {
  /** Null where the job has one item, and nobody asked for it by name. */
  readonly item: Pick<ItemView, "index" | "name"> | null;
  /** Whether the item's name stands before each line; if not, bytes pass as they are. */
  readonly isNamed: boolean;
  readonly stream: StreamName;
  /** Which of our own streams takes it. */
  readonly target: StreamName;
}

/** Bytes as they are, lines with the item's name before them, or with `--json` an object for each line. */
export function makeSink(output: Output, options: SinkOptions): OutputSink {
  if (output.json) return lineSink(async (line) => output.record(lineRecord(options, line)));
  const { item, isNamed, target } = options;
  if (item === null || !isNamed)
    return { write: (piece) => output.bytes(target, piece), end: async () => {} };
  const name = Buffer.from(`${visibleText(item.name)}: `);
  return lineSink((line) => output.bytes(target, Buffer.concat([name, line, Buffer.from("\n")])));
}

function lineSink(take: (line: Buffer) => Promise<void>): OutputSink {
  const splitter = new LineSplitter(LONGEST_LINE);
  const takeAll = async (lines: readonly Buffer[]): Promise<void> => {
    for (const line of lines) await take(line);
  };
  return {
    write: (piece) => takeAll(splitter.push(piece)),
    end: () => takeAll(splitter.end()),
  };
}

function lineRecord({ item, stream }: SinkOptions, line: Buffer): object {
  return { ...(item === null ? {} : { item: item.index, name: item.name }), stream, line: line.toString() };
}
