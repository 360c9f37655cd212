import { createHash, randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, pathBelow, systemCode } from "../core/mod.ts";
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
  const path = await pathBelow(folder, result.id);
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
