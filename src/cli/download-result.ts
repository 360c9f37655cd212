import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { messageOf, systemCode } from "../core/mod.ts";
import type { ResultView } from "../server/api.ts";
import { type Client, jobPath } from "./client.ts";

/**
 * Fetches a result into a folder: below it by the parts of its id, under another name until its size and SHA-256 are
 * right. @returns the path
 *
 * @throws {Error} where the id would lead out of the folder, by its text or through a link that is there, or where what came is not what was promised
 */
export async function downloadResult(
  client: Client,
  job: string,
  result: ResultView,
  folder: string,
): Promise<string> {
  const path = await safePath(folder, result.id);
  const part = join(dirname(path), `.runyard-${randomBytes(8).toString("hex")}.part`);
  try {
    const sha256 = await write(client, job, result, part);
    if (sha256 !== result.sha256) {
      throw new Error(
        `Cannot keep the result "${result.id}": its SHA-256 is ${sha256}, and the server says ${result.sha256}`,
      );
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (systemCode(error) === undefined) throw error;
    throw new Error(`Cannot write "${path}": ${messageOf(error)}`, { cause: error });
  }
  return path;
}

/** Where a result belongs; the folders above it are there when it returns. */
async function safePath(folder: string, id: string): Promise<string> {
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

async function write(client: Client, job: string, result: ResultView, path: string): Promise<string> {
  const hash = createHash("sha256");
  const address = `${jobPath(job)}/results/${result.id.split("/").map(encodeURIComponent).join("/")}`;
  const file = await open(path, "wx");
  try {
    for await (const chunk of client.bytes(address)) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}
