import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { RunyardError, systemCode } from "../core/mod.ts";
import { type DataFolder, jobFolder } from "./data-folder.ts";
import { removeTree } from "./remove-tree.ts";

/**
 * The files of ended attempts: published by rename into the job's folder, under the attempt's own name, so that a
 * report that is refused after all has overwritten nothing.
 */
export class ResultFiles {
  readonly #data: DataFolder;

  constructor(data: DataFolder) {
    this.#data = data;
  }

  /** Where an attempt's published file is. */
  path(job: string, attempt: string, ...parts: readonly string[]): string {
    return join(jobFolder(this.#data, job), attempt, ...parts);
  }

  /** The size of a published file; 0 where there is none. */
  sizeOf(job: string, attempt: string, part: string): number {
    return statSync(this.path(job, attempt, part), { throwIfNoEntry: false })?.size ?? 0;
  }

  /**
   * Moves a file or folder of an attempt's folder to its published place. A second time changes nothing, so that a
   * report may be repeated after a death.
   *
   * @param attemptFolder where the agent has it, on this host
   * @param part `results`, `results/3`, `stdout` …
   * @param as its published name, where that is another
   * @throws {RunyardError} `store-full`, `store-unusable`
   */
  publish(attemptFolder: string, job: string, attempt: string, part: string, as: string = part): void {
    const target = this.path(job, attempt, as);
    try {
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      const source = join(attemptFolder, part);
      // What is there already is older.
      if (existsSync(source)) rmSync(target, { recursive: true, force: true });
      renameSync(source, target);
      if (lstatSync(target).isSymbolicLink()) rmSync(target);
    } catch (error) {
      if (systemCode(error) === "ENOENT" && existsSync(target)) return;
      throw publishError(error, target);
    }
  }

  /** Removes a folder of published files that nobody knows. */
  async forget(job: string, attempt: string, part: string): Promise<void> {
    await removeTree(this.path(job, attempt, part));
  }

  /** Removes all files of a job. */
  async remove(job: string): Promise<void> {
    await removeTree(jobFolder(this.#data, job));
  }
}

function publishError(cause: unknown, target: string): RunyardError {
  const code = systemCode(cause);
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  const what = isFull ? "the disk is full" : `the system says ${code ?? "nothing"}`;
  return new RunyardError(isFull ? "store-full" : "store-unusable", `Cannot publish "${target}": ${what}`, {
    cause,
  });
}
