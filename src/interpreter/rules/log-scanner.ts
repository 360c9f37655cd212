import type { StreamName } from "../written-stream.ts";
import { LineCutter } from "./line-cutter.ts";
import type { LogRules } from "./log-rules.ts";

/** What a rule found in a line of output. */
export type Finding =
  | { readonly kind: "output"; readonly path: string }
  | { readonly kind: "progress" /** 0 to 1. */; readonly fraction: number }
  | { readonly kind: "highlight" | "error"; readonly stream: StreamName; readonly line: string };

/** A line is told at most this long, in UTF-16 units, an ellipsis in place of the rest. */
const LONGEST_TOLD = 4096;

/** Looks through output while it is written, with memory and time bounded by the rules and not by the output. */
export class LogScanner {
  readonly #rules: LogRules;
  readonly #cutters: Readonly<Record<StreamName, LineCutter>> = {
    stdout: new LineCutter(),
    stderr: new LineCutter(),
  };

  constructor(rules: LogRules) {
    this.#rules = rules;
  }

  /**
   * Takes the next bytes of a stream, cut anywhere.
   *
   * @returns what was found in the lines that they end: of each line outputs, progress, highlight, error, in this order
   */
  push(stream: StreamName, bytes: Uint8Array): readonly Finding[] {
    const findings: Finding[] = [];
    if (!this.#rules.isEmpty) this.#cutters[stream].push(bytes, (line) => this.#look(stream, line, findings));
    return findings;
  }

  /** Ends the lines that have not ended, as at the end of a command. */
  flush(): readonly Finding[] {
    const findings: Finding[] = [];
    for (const stream of ["stdout", "stderr"] as const) {
      this.#cutters[stream].flush((line) => this.#look(stream, line, findings));
    }
    return findings;
  }

  #look(stream: StreamName, line: string, findings: Finding[]): void {
    for (const path of this.#rules.outputs(line)) findings.push({ kind: "output", path });
    const fraction = this.#rules.progress(line);
    if (fraction !== null) findings.push({ kind: "progress", fraction });
    if (this.#rules.isHighlight(line)) findings.push({ kind: "highlight", stream, line: told(line) });
    if (this.#rules.isError(line)) findings.push({ kind: "error", stream, line: told(line) });
  }
}

function told(line: string): string {
  if (line.length <= LONGEST_TOLD) return line;
  // Without the half of a character that the cut may leave.
  return `${line.slice(0, LONGEST_TOLD - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
