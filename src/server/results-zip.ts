import { type ReadStream, createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { Result } from "../job/mod.ts";
import { type JobService, resultPages } from "../run/mod.ts";

/** What a zip is made of. */
export interface ZipOptions {
  /** What the files are dated with. */
  readonly at: Date;
  /** Ends it: the file that is being read is closed, and what was sent so far is no whole zip. */
  readonly signal: AbortSignal;
}

/** Packed already: to pack them again costs time, and saves nothing. */
const packed =
  /^(image\/(?!svg)|video\/|audio\/)|zip|gzip|zstd|x-xz|x-bzip2|x-7z|application\/(pdf|x-hdf5?)$/;

/** To pack less than this takes a quarter of a megabyte of memory, and saves a few bytes. */
const WORTH_PACKING_BYTES = 256;
const READ_BYTES = 65_536;

/**
 * A job's results as a zip, made while it is read: one file is open at a time, and nothing is written to the disk.
 * Names are made safe: none leads out of the folder that it is unpacked in.
 */
export function resultsZip(
  service: Pick<JobService, "results" | "resultFile">,
  id: string,
  { at, signal }: ZipOptions,
): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const open = { file: undefined as ReadStream | undefined };
  const fail = (error: Error): void => {
    open.file?.destroy();
    output.destroy(error);
  };
  zip.on("error", fail);
  output.once("close", () => open.file?.destroy());
  signal.addEventListener("abort", () => output.destroy(), { once: true });
  addAll().catch(fail);
  return output;

  /** Each when the one before it is being written: thousands at once would keep everybody else waiting. */
  async function addAll(): Promise<void> {
    const taken = new Set<string>();
    for await (const page of resultPages(service, id)) {
      for (const result of page) {
        if (output.destroyed) return;
        await add(result, entryName(result.id, taken));
      }
    }
    zip.end();
  }

  /** Fulfilled when it is its turn; never where the zip breaks off before. */
  function add(result: Result, name: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { sizeBytes } = result;
    const compress = sizeBytes >= WORTH_PACKING_BYTES && !packed.test(result.mediaType);
    const options = { mtime: at, mode: 0o100644, compress, size: sizeBytes };
    // What is read at once is set aside for each file: with thousands of small ones that is most of the work.
    const highWaterMark = Math.min(sizeBytes + 1, READ_BYTES);
    zip.addReadStreamLazy(name, options, (give) => {
      resolve();
      service.resultFile(id, result.id).then(({ path }) => {
        if (output.destroyed) return;
        open.file = createReadStream(path, { highWaterMark }).on("error", fail);
        give(null, open.file);
      }, fail);
    });
    return promise;
  }
}

/** A result's id as the name of a file in a zip: relative, without `..`, and none twice. */
export function entryName(id: string, taken: Set<string>): string {
  const parts = id.split(/[/\\]/).map((part) => part.replace(/\p{Cc}/gu, "_").replace(/^\.{1,2}$/, "_"));
  const safe = parts.filter((part) => part !== "").join("/");
  const plain = (safe || "file").replace(/^([a-z]):/i, "$1_").toWellFormed();
  let name = plain;
  for (let count = 2; taken.has(name); count++) name = plain.replace(/(\.[^./]*)?$/, ` (${count})$1`);
  taken.add(name);
  return name;
}
