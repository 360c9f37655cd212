import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, RunyardError, formatInstant } from "../../core/mod.ts";
import { Database } from "./database.ts";
import { anyStoreFailure, resultCode } from "./store-failure.ts";

/** The right to a data folder. */
export interface FolderLock {
  release(): Promise<void>;
}

const SQLITE_BUSY = 5;

/**
 * Takes a data folder for this process, or fails at once.
 *
 * The lock is SQLite's own on an empty second file: Node has no file locks, and the kernel releases this one when the
 * process dies, however it dies. The file `owner` beside it is only read for the message.
 *
 * @throws {RunyardError} `store-busy` where a server has it; `store-unusable`, `store-full`
 */
export async function lockFolder(folder: string, clock: Clock): Promise<FolderLock> {
  const owner = join(folder, "owner");
  const lock = await take(folder, join(folder, "lock"), owner);
  try {
    await writeFile(owner, `${process.pid} ${formatInstant(clock.now())}\n`, { mode: 0o600 });
  } catch (error) {
    lock.close();
    throw anyStoreFailure("open", owner, error);
  }
  return {
    async release(): Promise<void> {
      await rm(owner, { force: true });
      lock.close();
    },
  };
}

async function take(folder: string, file: string, owner: string): Promise<Database> {
  let lock: Database | undefined;
  try {
    lock = new Database(file, { waitMs: 0 });
    // Nothing is ever written, so no journal is wanted either.
    lock.script("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock?.close();
    if (resultCode(error) !== SQLITE_BUSY) throw anyStoreFailure("open", file, error);
    const who = await readOwner(owner);
    throw new RunyardError("store-busy", `Cannot open the data folder "${folder}": ${who}`, { cause: error });
  }
}

async function readOwner(owner: string): Promise<string> {
  const text = await readFile(owner, "utf8").catch(() => "");
  const [, pid, since] = /^(\d+) (\S+)$/m.exec(text) ?? [];
  return pid === undefined ? "another server has it" : `server with pid ${pid} has it since ${since}`;
}
