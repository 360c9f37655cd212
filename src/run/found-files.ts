import { isUtf8 } from "node:buffer";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import mime from "mime-types";
import { systemCode } from "../core/mod.ts";
import type { FoundFile } from "./agent-protocol.ts";
import { hashOfFile } from "./hash-of-file.ts";
import { makeReadable } from "./readable-name.ts";

/** What an attempt left in a results folder. */
export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** How many more there are whose names are not UTF-8, and which could not be given one. */
  readonly unnamed: number;
}

/**
 * Lists the files that an attempt left in a results folder, with size, SHA-256 and media type, in the order of their
 * paths. Names that are not UTF-8 become readable. Only regular files count: a link could show what its maker may not read, a pipe would block.
 */
export async function findFiles(folder: string): Promise<FoundFiles> {
  // A link in its place would show what its maker may not read.
  const there = await lstat(folder).catch(() => null);
  if (there?.isDirectory() !== true) return { files: [], unnamed: 0 };
  const all = await regularFiles(Buffer.from(folder), Buffer.alloc(0));
  const paths: string[] = [];
  for (const path of all) {
    const readable = isUtf8(path) ? String(path) : await makeReadable(folder, path);
    if (readable !== null) paths.push(readable);
  }
  const files: FoundFile[] = [];
  for (const path of paths.toSorted()) files.push(...(await describe(folder, path)));
  return { files, unnamed: all.length - paths.length };
}

/** The paths below a folder, as bytes: a name may have any but `/` and NUL. */
async function regularFiles(folder: Buffer, below: Buffer): Promise<readonly Buffer[]> {
  const place = Buffer.concat([folder, separator, below]);
  const entries = await readdir(place, { withFileTypes: true, encoding: "buffer" }).catch(
    (error: unknown) => {
      if (isOutOfReach(error)) return [];
      throw error;
    },
  );
  const lists = entries.map(async (entry) => {
    const path = below.length === 0 ? entry.name : Buffer.concat([below, separator, entry.name]);
    if (entry.isDirectory()) return regularFiles(folder, path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(lists)).flat();
}

const separator = Buffer.from("/");

async function describe(folder: string, path: string): Promise<readonly FoundFile[]> {
  try {
    const sha256 = await hashOfFile(join(folder, path));
    const { size } = await stat(join(folder, path));
    return [{ path, sizeBytes: size, sha256, mediaType: mediaTypeOf(path) }];
  } catch (error) {
    if (isOutOfReach(error)) return [];
    throw error;
  }
}

/** Whether nobody can read it, now or later: it is gone or forbidden. */
function isOutOfReach(error: unknown): boolean {
  return ["ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "");
}

/** The media type by the name's ending (IANA's registry); `application/octet-stream` where it tells nothing. */
export function mediaTypeOf(name: string): string {
  return mime.lookup(name) || "application/octet-stream";
}
