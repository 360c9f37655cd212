import { parse } from "acorn";

/** As Node's own prompt has it: a command goes on where the parser misses something at its end. */
export async function nodeReadyLines(lines: readonly string[]): Promise<number> {
  const source = lines.join("\n");
  // A brace may begin an object.
  const readings = source.trimStart().startsWith("{") ? [source, `(${source}`] : [source];
  if (parses(source) || parses(`(${source}\n)`)) return lines.length;
  return readings.some(isUnfinished) ? 0 : lines.length;
}

function parses(source: string): boolean {
  return mistakeIn(source) === null;
}

function isUnfinished(source: string): boolean {
  const mistake = mistakeIn(source);
  if (mistake === null) return false;
  return mistake.pos === source.length || /^Unterminated (?:template|comment)/.test(mistake.message);
}

function mistakeIn(source: string): (Error & { readonly pos: number }) | null {
  try {
    parse(source, { ecmaVersion: "latest", sourceType: "script", allowAwaitOutsideFunction: true });
    return null;
  } catch (error) {
    return error as SyntaxError & { readonly pos: number };
  }
}
