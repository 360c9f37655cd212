import { readFile, rm, writeFile } from "node:fs/promises";
import { type Clock, RunyardError, formatInstant } from "../../core/mod.ts";
import { Database } from "./database.ts";
import { anyStoreFailure, resultCode } from "./store-failure.ts";

/** The right to what a file stands for. */
export interface FileLock {
  release(): Promise<void>;
}

/** What is to be locked, and what others are told of it. */
export interface LockRequest {
  /** The file that is locked. It stays empty. */
  readonly file: string;
  /** The file that tells who has it. */
  readonly owner: string;
  /** What can't be done without it: `open the data folder "/x"`. */
  readonly attempt: string;
  /** Who we are: `server`. */
  readonly holder: string;
  readonly clock: Clock;
  /** How long others may still have it, in milliseconds; at once unless told. The loop stands still meanwhile. */
  readonly waitMs?: number;
}

const SQLITE_BUSY = 5;

/**
 * Takes a file for this process alone.
 *
 * The lock is SQLite's own on an empty file: Node has no file locks, and the kernel releases this one when the process dies,
 * however it dies. The file that tells the owner is only read for the message.
 *
 * @throws {RunyardError} `store-busy` where another has it; `store-unusable`, `store-full`
 */
export async function lockFile(request: LockRequest): Promise<FileLock> {
  const { owner, holder, clock } = request;
  const lock = await take(request, "BEGIN EXCLUSIVE");
  try {
    // Made anew: root may lock in another user's folder, where what is there may be a link to anything.
    await rm(owner, { force: true });
    const text = `${process.pid} ${formatInstant(clock.now())} ${holder}\n`;
    await writeFile(owner, text, { mode: 0o600, flag: "wx" });
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

/**
 * Takes a file together with whoever takes it so as well: nobody has it alone meanwhile.
 *
 * @throws {RunyardError} `store-busy` where another has it alone; `store-unusable`, `store-full`
 */
export async function shareFile(request: LockRequest): Promise<FileLock> {
  const lock = await take(request, "BEGIN; SELECT count(*) FROM sqlite_schema");
  return { release: async () => lock.close() };
}

async function take(request: LockRequest, statements: string): Promise<Database> {
  const { file, owner, attempt, waitMs = 0 } = request;
  let lock: Database | undefined;
  try {
    lock = new Database(file, { waitMs });
    // Nothing is ever written, so no journal is wanted either.
    lock.script(`PRAGMA journal_mode = MEMORY; ${statements}`);
    return lock;
  } catch (error) {
    lock?.close();
    if (resultCode(error) !== SQLITE_BUSY) throw anyStoreFailure("open", file, error);
    throw new RunyardError("store-busy", `Cannot ${attempt}: ${await readOwner(owner)}`, { cause: error });
  }
}

async function readOwner(owner: string): Promise<string> {
  const text = await readFile(owner, "utf8").catch(() => "");
  const [, pid, since, holder = "server"] = /^(\d+) (\S+)(?: (.+))?$/m.exec(text) ?? [];
  return pid === undefined ? "another process has it" : `${holder} with pid ${pid} has it since ${since}`;
}
