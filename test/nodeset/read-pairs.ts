import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A command line of nodeset and what Debian's nodeset answers. */
export interface Pair {
  /** As it stands in the file. */
  readonly line: string;
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly stdout: string;
  readonly exit: number;
}

/**
 * Reads a file of pairs: a line `$ nodeset WORD… [< STDIN]`, then the lines of stdout, then `exit N` where it is not 0.
 * A word or stdin in double quotes is a JSON string; every other word stands for itself.
 */
export function readPairs(name: "sets.txt" | "groups.txt" | "options.txt"): readonly Pair[] {
  const text = readFileSync(join(import.meta.dirname, "pairs", name), "utf8");
  return text
    .split(/^\$ nodeset/m)
    .slice(1)
    .map(readPair);
}

function readPair(text: string): Pair {
  const [command = "", ...rest] = text.replace(/\n$/, "").split("\n");
  const exit = /^exit (\d)$/.exec(rest.at(-1) ?? "")?.[1];
  const lines = exit === undefined ? rest : rest.slice(0, -1);
  const words: readonly string[] = command.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const input = words.indexOf("<");
  return {
    line: `nodeset${command}`,
    argv: (input === -1 ? words : words.slice(0, input)).map(readWord),
    stdin: input === -1 ? "" : readWord(words[input + 1] ?? ""),
    stdout: lines.map((line) => `${line}\n`).join(""),
    exit: Number(exit ?? 0),
  };
}

function readWord(word: string): string {
  return word.startsWith('"') ? (JSON.parse(word) as string) : word;
}
