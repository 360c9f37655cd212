import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { messageOf, systemCode } from "../../core/mod.ts";
import { makeFolder } from "../../process/mod.ts";
import type { StreamName } from "../../task/mod.ts";
import { UsageError } from "../nodeset/usage-error.ts";
import type { RunObserver } from "./observer.ts";
import type { Voice } from "./voice.ts";

/** Where outputs are written to. */
export type OutputFolders = Readonly<Record<StreamName, string | null>>;

/** Writes what each node writes to a file of its own, byte for byte. */
export class OutputFiles implements RunObserver {
  readonly #folders: OutputFolders;
  readonly #voice: Voice;
  readonly #open = new Map<string, Partial<Record<StreamName, number>>>();

  /** @throws {UsageError} where a folder can't be made */
  constructor(folders: OutputFolders, voice: Voice) {
    this.#folders = folders;
    this.#voice = voice;
    for (const folder of Object.values(folders)) if (folder !== null) make(folder);
  }

  /** Whether something that was written is in no file. */
  isIncomplete = false;

  started(node: string): void {
    const files: Partial<Record<StreamName, number>> = {};
    this.#open.set(node, files);
    for (const stream of ["stdout", "stderr"] as const) {
      const folder = this.#folders[stream];
      if (folder === null) continue;
      const path = join(folder, fileName(node));
      this.#try(node, path, () => (files[stream] = openSync(path, "w")));
    }
  }

  wrote(node: string, stream: StreamName, bytes: Uint8Array): void {
    const files = this.#open.get(node);
    const descriptor = files?.[stream];
    if (files === undefined || descriptor === undefined) return;
    const isWritten = this.#try(node, this.#folders[stream] ?? "", () => {
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    });
    if (isWritten) return;
    // Told once is enough.
    delete files[stream];
    closeSync(descriptor);
  }

  ended(node: string): void {
    for (const descriptor of Object.values(this.#open.get(node) ?? {})) closeSync(descriptor);
    this.#open.delete(node);
  }

  #try(node: string, path: string, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.isIncomplete = true;
      this.#voice.say(`${node}: cannot write its output to "${path}": ${reason(error)}`);
      return false;
    }
  }
}

function make(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UsageError(`Cannot make the folder "${folder}": ${reason(error)}`);
  }
}

/** A name that stays in the folder. */
function fileName(node: string): string {
  return node === "." || node === ".." ? node.replaceAll(".", "%2E") : node.replaceAll("/", "%2F");
}

function reason(error: unknown): string {
  const code = systemCode(error);
  if (code === "ENAMETOOLONG") return "the name is too long";
  return code === "ENOSPC" ? "the disk is full" : messageOf(error);
}
