import type { Format } from "./format.ts";
import type { ResultWriter } from "./result-writer.ts";

/** How names are written. */
export interface NameStyle {
  readonly json: boolean;
  readonly format: Format;
  readonly separator: string;
}

/** Writes name after name on one line, as fast as they are read, and holds only a few. */
export async function writeNames(
  names: Iterable<string>,
  style: NameStyle,
  writer: ResultWriter,
): Promise<void> {
  const { json, format, separator } = style;
  const [begin, between, end] = json ? ['{"nodes":[', ",", "]}\n"] : ["", separator, "\n"];
  const textOf = json ? (name: string): string => JSON.stringify(format(name)) : format;
  writer.hold(begin);
  let isFirst = true;
  for (const name of names) {
    writer.hold(isFirst ? textOf(name) : between + textOf(name));
    isFirst = false;
    if (writer.isFull) await writer.flush();
  }
  writer.hold(end);
}
