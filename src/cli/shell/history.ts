import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { systemCode } from "../../core/mod.ts";

/** So many lines are kept. */
const MOST_LINES = 1000;

/**
 * The lines that were typed before, kept in a file of the user's state folder (XDG Base Directory Specification). Where it
 * can't be read or written, the lines of this session are all there is.
 */
export class History {
  readonly most: number = MOST_LINES;
  readonly #path: string;
  /** The newest first. */
  #lines: readonly string[];

  constructor(path: string) {
    this.#path = path;
    this.#lines = quietly(() => this.#read()) ?? [];
  }

  /** The newest first, as readline wants them. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Keeps a line, unless it is empty or the last one again. */
  add(line: string): void {
    if (line.trim() === "" || line === this.#lines[0]) return;
    this.#lines = [line, ...this.#lines].slice(0, MOST_LINES);
    quietly(() => {
      makeFolder(dirname(this.#path));
      // Other shells may write to it as well.
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
    });
  }

  /** Cuts the file to what is kept. */
  close(): void {
    quietly(() => {
      const lines = this.#read();
      if (readFileSync(this.#path, "utf8").split("\n").length - 1 <= MOST_LINES) return;
      const fresh = `${this.#path}.${process.pid}`;
      writeFileSync(fresh, `${lines.toReversed().join("\n")}\n`, { mode: 0o600 });
      renameSync(fresh, this.#path);
    });
  }

  #read(): readonly string[] {
    const lines = readFileSync(this.#path, "utf8").split("\n").filter(Boolean);
    return lines.slice(-MOST_LINES).toReversed();
  }
}

/** Where the history of a language is kept. */
export function historyPath(
  language: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const told = environment["XDG_STATE_HOME"] ?? "";
  const folder = isAbsolute(told) ? told : join(homedir(), ".local", "state");
  return join(folder, "runyard", `history-${language}`);
}

/** Not by `recursive`, with which Node tries for ever where the system says ENOENT again and again, as in /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
