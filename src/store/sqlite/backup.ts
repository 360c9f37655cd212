import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";
import { Database } from "./database.ts";
import { storeFailure } from "./store-failure.ts";

/**
 * Writes what is committed now to a new file, which only this user may read, while work goes on.
 *
 * @throws {RunyardError} where the file exists, or can't be written; nothing of it is left then
 */
export async function backUp(file: string, path: string): Promise<void> {
  await claim(path);
  try {
    using source = new Database(file, { readOnly: true });
    await source.copyTo(path);
  } catch (error) {
    await Promise.all([path, `${path}-journal`].map((left) => rm(left, { force: true })));
    throw storeFailure("write the copy of", path, error) ?? failure(path, messageOf(error), error);
  }
}

async function claim(path: string): Promise<void> {
  try {
    const handle = await open(path, "wx", 0o600);
    await handle.close();
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") throw failure(path, "it exists already", error);
    if (code === "ENOENT") throw failure(path, `there is no folder "${dirname(path)}"`, error);
    if (code === "EACCES") throw failure(path, "the server's user may not write there", error);
    throw failure(path, messageOf(error), error);
  }
}

function failure(path: string, reason: string, cause: unknown): RunyardError {
  return new RunyardError("bad-parameter", `Cannot write the backup "${path}": ${reason}`, { cause });
}
