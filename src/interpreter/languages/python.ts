import { join } from "node:path";
import type { Language, Literal } from "../language.ts";
import { pythonReadyLines } from "./python-ready-lines.ts";

/** Our end of the channel in Python. */
export const pythonBootstrap: string = join(import.meta.dirname, "python.py");

/**
 * Runs a file in a namespace of its own, with builtins of its own: commands run in `__main__`, and may do to it and to
 * the builtins of the process what they like.
 */
export function pythonLoader(path: string): string {
  const text = pythonLiteral(path);
  return `import builtins;exec(compile(open(${text},encoding="utf-8").read(),${text},"exec"),{"__builtins__":dict(vars(builtins)),"__name__":"runyard_bootstrap"})`;
}

/** Python 3.8 and newer. */
export const python: Language = {
  name: "python",
  executable: "python3",
  arguments: () => ["-c", pythonLoader(pythonBootstrap)],
  interrupts: "two signals",
  literal: pythonLiteral,
  readyLines: (lines, ask) => pythonReadyLines(lines, ask, quoted),
};

function pythonLiteral(value: Literal): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return String(value);
    case "number":
      return Number.isFinite(value) ? String(value) : `float("${value}")`;
    case "string":
      return quoted(value);
    default:
      return `[${value.map(pythonLiteral).join(", ")}]`;
  }
}

/** JSON's text is Python's, but for surrogates that stand alone, which both write alike. */
function quoted(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\u007f", "\\u007f")
    .replaceAll(/[\u2028\u2029]/g, (mark) => (mark === "\u2028" ? "\\u2028" : "\\u2029"));
}
