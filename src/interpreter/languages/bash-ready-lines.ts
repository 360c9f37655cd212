import type { Value } from "../value.ts";

/**
 * Bash tells of what it misses at the end of a text, where it reads it without running it. A process of its own does:
 * there is no way to have a text read alone in the one that runs.
 *
 * @param word a text as a word of bash
 */
export async function bashReadyLines(
  lines: readonly string[],
  ask: (command: string) => Promise<Value>,
  word: (text: string) => string,
): Promise<number> {
  const source = lines.join("\n");
  // More does not fit into one argument, and bash takes no NUL.
  if (source.length > MOST_CHARACTERS || source.includes("\0")) return lines.length;
  const said = await ask(
    `runyard text "$(BASH_ENV= LC_ALL=C "$BASH" -O extglob -n -c ${word(source)} 2>&1)"`,
  );
  return typeof said === "string" && UNFINISHED.test(said) ? 0 : lines.length;
}

const MOST_CHARACTERS = 30_000;

const UNFINISHED =
  /: line \d+: (?:syntax error: unexpected end of file|unexpected EOF while looking for matching|warning: here-document at line \d+ delimited)/;
