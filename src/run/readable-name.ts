import { isUtf8 } from "node:buffer";
import { lstat, mkdir, realpath, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { systemCode } from "../core/mod.ts";

const LONGEST_CHARACTER = 4;

/** A path as text: bytes that are no UTF-8 become `%E9`. */
export function readablePath(path: Buffer): string {
  let text = "";
  for (let place = 0; place < path.length; ) {
    const length = characterLength(path, place);
    const bytes = path.subarray(place, place + Math.max(1, length));
    text += length === 0 ? `%${bytes.toString("hex").toUpperCase()}` : bytes.toString();
    place += bytes.length;
  }
  return text;
}

/** How many bytes the character at a place has; 0 where there is none. */
function characterLength(bytes: Buffer, place: number): number {
  for (let length = 1; length <= LONGEST_CHARACTER && place + length <= bytes.length; length++)
    if (isUtf8(bytes.subarray(place, place + length))) return length;
  return 0;
}

/**
 * Gives a file whose path is no UTF-8 one by which it can be asked for.
 *
 * @param path below the folder
 * @returns its new path; null where it could not be had: another file has it, it is too long
 */
export async function makeReadable(folder: string, path: Buffer): Promise<string | null> {
  const readable = readablePath(path);
  const target = join(folder, readable);
  try {
    if (await isThere(target)) return null;
    await mkdir(dirname(target), { recursive: true });
    // A link on the way would lead out of the folder.
    if ((await realpath(dirname(target))) !== join(await realpath(folder), dirname(readable))) return null;
    await rename(Buffer.concat([Buffer.from(`${folder}/`), path]), target);
    return readable;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => systemCode(error) !== "ENOENT",
  );
}
