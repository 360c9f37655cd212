import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { messageOf, systemCode } from "../core/mod.ts";
import { type Client, jobPath } from "./client.ts";

/**
 * Fetches all results of a job as one zip into a file, in the place of one that is there: under another name until it
 * is whole.
 *
 * @throws {Error} where the file can't be written, or the connection broke
 */
export async function downloadZip(client: Client, job: string, path: string): Promise<number> {
  const part = `${path}.${randomBytes(8).toString("hex")}.part`;
  try {
    const sizeBytes = await write(client, job, part);
    await rename(part, path);
    return sizeBytes;
  } catch (error) {
    await rm(part, { force: true });
    if (systemCode(error) === undefined) throw error;
    throw new Error(`Cannot write "${path}": ${messageOf(error)}`, { cause: error });
  }
}

async function write(client: Client, job: string, part: string): Promise<number> {
  const file = await open(part, "wx");
  let sizeBytes = 0;
  try {
    for await (const chunk of client.bytes(`${jobPath(job)}/results.zip`)) {
      await file.writeFile(chunk);
      sizeBytes += chunk.length;
    }
  } finally {
    await file.close();
  }
  return sizeBytes;
}
