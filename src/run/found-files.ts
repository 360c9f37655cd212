import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import mime from "mime-types";
import { systemCode } from "../core/mod.ts";
import type { FoundFile } from "./agent-protocol.ts";
import { hashOfFile } from "./hash-of-file.ts";

/**
 * Lists the files that an attempt left in a results folder, with size, SHA-256 and media type, in the order of their
 * paths. Only regular files count: a link could show what its maker may not read, a pipe would block.
 */
export async function findFiles(folder: string): Promise<readonly FoundFile[]> {
  // A link in its place would show what its maker may not read.
  const there = await lstat(folder).catch(() => null);
  if (there?.isDirectory() !== true) return [];
  const paths = await regularFiles(folder, "");
  const found: FoundFile[] = [];
  for (const path of paths.toSorted()) found.push(...(await describe(folder, path)));
  return found;
}

async function regularFiles(folder: string, below: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
    if (isOutOfReach(error)) return [];
    throw error;
  });
  const lists = entries.map(async (entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return regularFiles(folder, path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(lists)).flat();
}

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

/** Whether nobody can read it, now or later: it is gone, forbidden, or its name is not UTF-8 and can't be told. */
function isOutOfReach(error: unknown): boolean {
  return ["ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "");
}

/** The media type by the name's ending (IANA's registry); `application/octet-stream` where it tells nothing. */
export function mediaTypeOf(name: string): string {
  return mime.lookup(name) || "application/octet-stream";
}
