import { mkdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { messageOf } from "./error.ts";

/**
 * Where a result belongs in a folder: below it by the parts of its id. The folders above it are there when it returns.
 *
 * @throws {Error} where the id would lead out of the folder, by its text or through a link that is there
 */
export async function pathBelow(folder: string, id: string): Promise<string> {
  const parts = id.split("/");
  const isHostile = parts.some((part) => ["", ".", ".."].includes(part) || /[\0\\]/.test(part));
  if (isHostile) throw new Error(`Cannot write the result "${id}": its name leads out of "${folder}"`);
  const path = join(folder, ...parts);
  await makeFolder(folder);
  const root = await realpath(folder);
  let parent = folder;
  for (const part of parts.slice(0, -1)) {
    parent = join(parent, part);
    await makeFolder(parent);
    // A link that was there before must not be followed to elsewhere.
    if (isOutside(root, await realpath(parent))) {
      throw new Error(`Cannot write the result "${id}": "${parent}" leads out of "${folder}"`);
    }
  }
  return path;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Error(`Cannot make the folder "${folder}": ${messageOf(error)}`, { cause: error });
  }
}

function isOutside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === ".." || way.startsWith(`..${sep}`);
}
