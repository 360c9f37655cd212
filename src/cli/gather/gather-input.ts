import { Gather } from "../../task/gather/mod.ts";
import type { Display } from "./display.ts";
import { Echo } from "./echo.ts";
import { KeyedLines, type TakeContent } from "./keyed-lines.ts";

/** Reads what nodes have said. The one who gets it disposes of it. */
export async function gatherInput(stdin: AsyncIterable<Uint8Array>, display: Display): Promise<Gather> {
  const gather = new Gather();
  try {
    await readInput(stdin, display, (names, content) => {
      for (const name of names) gather.add(name, content);
    });
    return gather;
  } catch (error) {
    gather.clear();
    throw error;
  }
}

/** Tells what stands behind the nodes of each line, with its LF; the last line has one in any case. */
export async function readInput(
  stdin: AsyncIterable<Uint8Array>,
  { options, keys, writer }: Display,
  take: TakeContent,
): Promise<void> {
  const lines = new KeyedLines(keys, options.separator, take);
  const echo = options.echoes ? new Echo(writer) : null;
  for await (const chunk of stdin) {
    await echo?.push(chunk);
    await lines.push(chunk);
  }
  await lines.end();
  await echo?.end();
}
