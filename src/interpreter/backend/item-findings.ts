import type { Finding } from "../rules/log-scanner.ts";
import { type ResultPackage, emptyPackage } from "./result-package.ts";

/** What is kept of each list: a rule that fits every line of a long output must not fill the store. */
const MOST_LINES = 100;
const MOST_PATHS = 10_000;
/** As the system has it. In bytes. */
const MOST_PATH_BYTES = 4096;
/** All paths as JSON, and all lines of a list. In bytes. */
const MOST_PATHS_BYTES = 1_000_000;
const MOST_LINES_BYTES = 400_000;
/** In UTF-16 units, of a path that is too long. */
const SHOWN = 100;

type LineList = "highlights" | "errors";

/** What is found in the work of one item while it is done: its result package, kept within bounds. */
export class ItemFindings {
  #package: ResultPackage = emptyPackage;
  #problem: string | null = null;
  readonly #paths = new Set<string>();
  #pathBytes = 0;
  readonly #lineBytes = { highlights: 0, errors: 0 };

  /** What is known so far. */
  get package(): ResultPackage {
    return this.#package;
  }

  /** Why the item can't be complete, in one sentence: it named more outputs than are kept and looked at. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Puts what was found beside what is known. */
  update(found: Partial<ResultPackage>): void {
    this.#package = { ...this.#package, ...found };
  }

  /** The package with these findings in it. */
  with(findings: readonly Finding[]): ResultPackage {
    const { outputPaths, highlights, errors } = this.#package;
    const found = { paths: [...outputPaths], highlights: [...highlights], errors: [...errors] };
    let { progress } = this.#package;
    for (const finding of findings) {
      if (finding.kind === "progress") progress = finding.fraction;
      else if (finding.kind === "output") this.#addPath(found.paths, finding.path);
      else this.#addLine(found, finding.kind === "error" ? "errors" : "highlights", finding.line);
    }
    return { progress, outputPaths: found.paths, highlights: found.highlights, errors: found.errors };
  }

  #addPath(paths: string[], path: string): void {
    if (this.#problem !== null || this.#paths.has(path)) return;
    this.#pathBytes += jsonBytes(path);
    this.#problem = this.#misfit(path);
    if (this.#problem !== null) return;
    this.#paths.add(path);
    paths.push(path);
  }

  /** Once each. From the first that does not fit on they are left out: the beginning says most. */
  #addLine(found: Readonly<Record<LineList, string[]>>, list: LineList, line: string): void {
    const lines = found[list];
    if (lines.length >= MOST_LINES || this.#lineBytes[list] > MOST_LINES_BYTES || lines.includes(line))
      return;
    this.#lineBytes[list] += jsonBytes(line);
    if (this.#lineBytes[list] <= MOST_LINES_BYTES) lines.push(line);
  }

  #misfit(path: string): string | null {
    if (Buffer.byteLength(path) > MOST_PATH_BYTES)
      return `It named an output whose path has more than 4,096 bytes: ${JSON.stringify(`${path.slice(0, SHOWN)}…`)}`;
    if (this.#paths.size >= MOST_PATHS) return "It named more than 10,000 outputs";
    return this.#pathBytes > MOST_PATHS_BYTES ? "The paths of its outputs take more than 1 MB" : null;
  }
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + 1;
}
