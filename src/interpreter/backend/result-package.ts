import type { Finding } from "../rules/log-scanner.ts";

/** What is known of an item's work beside its outcome (Qube's result package). */
export interface ResultPackage {
  /** From 0 to 1; null where nobody told. */
  readonly progress: number | null;
  /** Files that it made, each once, in the order in which they were told. */
  readonly outputPaths: readonly string[];
  /** Lines that the rules lift out, and those that they take for errors. */
  readonly highlights: readonly string[];
  readonly errors: readonly string[];
}

export const emptyPackage: ResultPackage = { progress: null, outputPaths: [], highlights: [], errors: [] };

/** What is kept of each list: a rule that fits every line of a long output must not fill the store. */
const MOST_LINES = 100;
const MOST_PATHS = 10_000;

/** The package with one more finding in it. */
export function withFinding(known: ResultPackage, finding: Finding): ResultPackage {
  switch (finding.kind) {
    case "progress":
      return { ...known, progress: finding.fraction };
    case "output":
      return { ...known, outputPaths: withOne(known.outputPaths, finding.path, MOST_PATHS) };
    case "highlight":
      return { ...known, highlights: withOne(known.highlights, finding.line, MOST_LINES) };
    case "error":
      return { ...known, errors: withOne(known.errors, finding.line, MOST_LINES) };
    default:
      return finding satisfies never;
  }
}

function withOne(list: readonly string[], one: string, most: number): readonly string[] {
  return list.length >= most || list.includes(one) ? list : [...list, one];
}
