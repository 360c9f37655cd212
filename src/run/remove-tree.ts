import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../core/mod.ts";

/** Removes a folder and all that is in it, also where a job took its own right to write away (a module cache does that). */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (systemCode(error) !== "EACCES" && systemCode(error) !== "EPERM") throw error;
    await makeWritable(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
