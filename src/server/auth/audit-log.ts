import { appendFile, chmod, readFile, rename, stat } from "node:fs/promises";
import { type Log, messageOf, systemCode } from "../../core/mod.ts";
import type { AuditEntryView } from "../api.ts";

const largestBytes = 10_000_000;
/** Older files beside the newest. */
const kept = 5;

/** Who did what: one JSON object a line, appended to a file that only its owner may read. A full file goes aside. */
export class AuditLog {
  readonly #path: string;
  readonly #log: Log;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  /** Whether the last line may lack its end: a crash or a full disk cut it short. */
  #mayBeCut = true;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Writes an entry soon. A disk that takes none is told of in the log, and keeps nobody from working. */
  note(entry: AuditEntryView): void {
    this.#waiting.push(`${JSON.stringify(entry)}\n`);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** The newest entries, newest first. */
  async read(limit: number): Promise<readonly AuditEntryView[]> {
    await this.close();
    const found: AuditEntryView[] = [];
    for (let age = 0; age <= kept && found.length < limit; age++) {
      const lines = (await textOf(this.#pathOf(age))).split("\n").toReversed();
      found.push(...lines.flatMap(entriesOf).slice(0, limit - found.length));
    }
    return found;
  }

  /** Fulfilled when all is written. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.join("");
      this.#waiting = [];
      try {
        await this.#makeRoom();
        const start = this.#mayBeCut && (await isCut(this.#path)) ? "\n" : "";
        this.#mayBeCut = true;
        await appendFile(this.#path, start + lines, { mode: 0o600 });
        this.#mayBeCut = false;
      } catch (error) {
        this.#log.error(`cannot write the audit log "${this.#path}": ${messageOf(error)}`);
      }
    }
  }

  async #makeRoom(): Promise<void> {
    const state = await stat(this.#path).catch(() => undefined);
    if (state === undefined) return;
    if ((state.mode & 0o077) !== 0) await chmod(this.#path, 0o600);
    if (state.size < largestBytes) return;
    for (let age = kept; age > 0; age--) {
      await rename(this.#pathOf(age - 1), this.#pathOf(age)).catch((error: unknown) => {
        if (systemCode(error) !== "ENOENT") throw error;
      });
    }
  }

  #pathOf(age: number): string {
    return age === 0 ? this.#path : `${this.#path}.${age}`;
  }
}

async function isCut(path: string): Promise<boolean> {
  const text = await textOf(path);
  return text !== "" && !text.endsWith("\n");
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}

/** A line that a full disk cut short is none. */
function entriesOf(line: string): readonly AuditEntryView[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as AuditEntryView];
  } catch {
    return [];
  }
}
