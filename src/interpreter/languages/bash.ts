import { join } from "node:path";
import type { Language, Literal } from "../language.ts";
import { bashReadyLines } from "./bash-ready-lines.ts";

const BOOTSTRAP = join(import.meta.dirname, "bash.sh");

/** The first bash keeps its stderr away from the second, which has to say there that it has no terminal. */
const START = `exec 9>&2 2>/dev/null; exec "$0" --norc --noprofile -i -c '. "$1"' bash "$1"`;

/**
 * Bash 4.4 and newer. A command that ends with a status other than 0 has failed; its value is what it gives to
 * `runyard value`, and null unless it does: an exit status is no value, and text that is written is output.
 */
export const bash: Language = {
  name: "bash",
  executable: "bash",
  arguments: ({ executable }) => ["--norc", "--noprofile", "-c", START, executable, BOOTSTRAP],
  interrupts: "two signals",
  connects: false,
  literal: bashLiteral,
  readyLines: (lines, ask) => bashReadyLines(lines, ask, quoted),
};

function bashLiteral(value: Literal): string {
  if (Array.isArray(value)) return `(${value.map(bashWord).join(" ")})`;
  return bashWord(value);
}

/** Null is the empty word: bash has nothing else for it. */
function bashWord(value: Literal): string {
  if (value === null) return "''";
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "object":
      throw new RangeError("Cannot write the list in bash: it holds a list, and an array of bash can't");
    default:
      return String(value);
  }
}

function quoted(text: string): string {
  if (text.includes("\0")) throw new RangeError("Cannot write the text in bash: it holds a NUL character");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
