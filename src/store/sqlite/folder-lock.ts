import { join } from "node:path";
import type { Clock } from "../../core/mod.ts";
import { type FileLock, lockFile } from "./file-lock.ts";

/**
 * Takes a data folder for this process, or fails at once.
 *
 * @throws {RunyardError} `store-busy` where a server has it; `store-unusable`, `store-full`
 */
export function lockFolder(folder: string, clock: Clock): Promise<FileLock> {
  return lockFile({
    file: join(folder, "lock"),
    owner: join(folder, "owner"),
    attempt: `open the data folder "${folder}"`,
    holder: "server",
    clock,
  });
}
