import { createWriteStream, linkSync, mkdirSync, renameSync, statSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { RunyardError, formatSize, makeToken, systemCode } from "../core/mod.ts";
import {
  type FileValue,
  type ParameterSpec,
  type ParameterValue,
  type ScalarValue,
  checkFileName,
} from "../job/mod.ts";
import { type DataFolder, jobFolder, makePrivateFolder } from "./data-folder.ts";
import { mediaTypeOf } from "./found-files.ts";
import type { ReceivedFile } from "./job-service.ts";
import { isSeveral } from "./launch-order.ts";

/** Files that come with jobs: kept aside while they arrive, then moved into the job's folder. */
export class ReceivedFiles {
  readonly #data: DataFolder;
  readonly #limitBytes: number;

  constructor(data: DataFolder, limitBytes: number) {
    this.#data = data;
    this.#limitBytes = limitBytes;
  }

  /** Forgets what an earlier server was receiving when it died. */
  async clear(): Promise<void> {
    await rm(this.#data.incoming, { recursive: true, force: true });
  }

  /** Reads a file to its end. Nothing of it stays when that fails. */
  async receive(
    parameter: string,
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile> {
    checkFileName(name);
    makePrivateFolder(this.#data.incoming);
    const path = join(this.#data.incoming, makeToken());
    try {
      await pipeline(
        Readable.from(content),
        this.#limit(name),
        createWriteStream(path, { mode: 0o600, flags: "wx" }),
      );
      return {
        parameter,
        name,
        path,
        sizeBytes: statSync(path).size,
        mediaType: mediaType || mediaTypeOf(name),
      };
    } catch (error) {
      await rm(path, { force: true });
      throw receiveError(error, name);
    }
  }

  async drop(files: readonly ReceivedFile[]): Promise<void> {
    await Promise.all(files.map((file) => rm(file.path, { force: true })));
  }

  /** Moves the files among a new job's parameters into its folder. @returns the parameters with their new paths */
  async give(
    job: string,
    values: Readonly<Record<string, ParameterValue>>,
  ): Promise<Readonly<Record<string, ParameterValue>>> {
    return this.#mapFiles(job, values, async (file, target) => {
      if (!file.path.startsWith(`${this.#data.incoming}/`)) return file.path;
      makePrivateFolder(dirname(target));
      renameSync(file.path, target);
      return target;
    });
  }

  /** Gives another job the same files, so that either may be deleted. */
  async share(
    job: string,
    values: Readonly<Record<string, ParameterValue>>,
  ): Promise<Readonly<Record<string, ParameterValue>>> {
    return this.#mapFiles(job, values, async (file, target) => {
      if (!this.#isOurs(file.path)) return file.path;
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      try {
        linkSync(file.path, target);
      } catch {
        await copyFile(file.path, target);
      }
      return target;
    });
  }

  /** Removes the files among a job's parameters again, which nobody took after all. */
  async takeBack(values: Readonly<Record<string, ParameterValue>>): Promise<void> {
    const all = Object.values(values).flatMap((value) => (isSeveral(value) ? value : [value]));
    const own = all.filter(
      (value) => typeof value === "object" && value.kind === "file" && this.#isOurs(value.path),
    );
    await Promise.all(
      own.map((value) => rm(dirname((value as FileValue).path), { recursive: true, force: true })),
    );
  }

  /** Whether a file lies in the data folder; a default of the configuration does not. */
  #isOurs(path: string): boolean {
    return path.startsWith(`${this.#data.jobs}/`);
  }

  async #mapFiles(
    job: string,
    values: Readonly<Record<string, ParameterValue>>,
    move: (file: FileValue, target: string) => Promise<string>,
  ): Promise<Readonly<Record<string, ParameterValue>>> {
    const mapOne = async (parameter: string, value: ScalarValue): Promise<ScalarValue> => {
      if (typeof value !== "object" || value.kind !== "file") return value;
      // A place of its own for each: a parameter that is given anew replaces no file that somebody reads.
      const target = join(jobFolder(this.#data, job), "files", parameter, makeToken(), value.name);
      return { ...value, path: await move(value, target) };
    };
    const entries = Object.entries(values).map(
      async ([parameter, value]): Promise<[string, ParameterValue]> => {
        if (!isSeveral(value)) return [parameter, await mapOne(parameter, value)];
        return [parameter, await Promise.all(value.map((one) => mapOne(parameter, one)))];
      },
    );
    return Object.fromEntries(await Promise.all(entries));
  }

  #limit(name: string): Transform {
    let sizeBytes = 0;
    return new Transform({
      transform: (chunk: Uint8Array, _encoding, done) => {
        sizeBytes += chunk.length;
        if (sizeBytes <= this.#limitBytes) return done(null, chunk);
        const most = formatSize(this.#limitBytes);
        return done(
          new RunyardError("too-large", `Cannot take the file "${name}": it is larger than ${most}`),
        );
      },
    });
  }
}

/** The value of a file that the configuration names as a default. */
export function fileDefault(_spec: ParameterSpec, path: string): FileValue {
  const name = basename(path);
  return { kind: "file", name, path, sizeBytes: statSync(path).size, mediaType: mediaTypeOf(name) };
}

function receiveError(cause: unknown, name: string): Error {
  const code = systemCode(cause);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RunyardError("store-full", `Cannot keep the file "${name}": the disk is full`, { cause });
  }
  if (code === "EROFS" || code === "EACCES") {
    return new RunyardError(
      "store-unusable",
      `Cannot keep the file "${name}": the data folder can't be written`,
      { cause },
    );
  }
  return cause instanceof Error ? cause : new Error(String(cause));
}
