import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type Clock,
  RunyardError,
  formatInstant,
  messageOf,
  systemClock,
  systemCode,
} from "../../core/mod.ts";
import type { Store } from "../store.ts";
import { Database } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { checkVersion } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { STORE_FILE, openSqliteStore, restoringFolder } from "./open.ts";
import { preparePrivateFolder } from "./private-folder.ts";
import { storeFailure } from "./store-failure.ts";

/** How a copy takes the place of a store. */
export interface RestoreOptions {
  /** The data folder, which no server has. */
  readonly folder: string;
  /** A file that `backup` wrote. */
  readonly copy: string;
  readonly clock?: Clock;
  /**
   * Called with the copy while it is nowhere yet, and with the folder for what is set aside: what it throws leaves the
   * store as it was.
   */
  readonly settle: (store: Store, aside: string) => Promise<void>;
}

/**
 * Puts a copy in the place of a store. Nothing is deleted: what was there is set aside in a folder of its own. A restore
 * that is cut short leaves a data folder that no server takes until it is done again.
 *
 * @returns the folder with what was there
 * @throws {RunyardError} `bad-parameter` where the copy is none, `store-busy` where a server has the folder
 */
export async function restoreSqliteStore({
  copy,
  settle,
  clock = systemClock,
  ...options
}: RestoreOptions): Promise<string> {
  const folder = resolve(options.folder);
  await preparePrivateFolder(folder);
  await checkOwner(folder);
  const lock = await lockFolder(folder, clock);
  // What a restore that was cut short has set aside is in it, and stays there.
  const place = restoringFolder(folder);
  const made = join(place, "new");
  try {
    await rm(made, { recursive: true, force: true });
    await mkdir(made, { recursive: true, mode: 0o700 });
    try {
      await settleCopy(copy, made, (store) => settle(store, place));
    } catch (error) {
      await rm(made, { recursive: true, force: true });
      // Where nothing was set aside yet, all is as it was.
      if ((await readdir(place)).length === 0) await rm(place, { recursive: true });
      throw error;
    }
    for (const name of ["-wal", "-shm", ""].map((end) => STORE_FILE + end))
      await setAside(join(folder, name), join(place, name));
    await rename(join(made, STORE_FILE), join(folder, STORE_FILE));
    await rm(made, { recursive: true });
    const aside = join(folder, `before-restore-${formatInstant(clock.now()).replaceAll(":", "")}`);
    await rename(place, aside);
    return aside;
  } finally {
    await lock.release();
  }
}

/** What root puts there no server of another user can open. */
async function checkOwner(folder: string): Promise<void> {
  const { uid } = await stat(folder);
  if (uid === process.getuid?.()) return;
  const reason = `it belongs to the user with id ${uid}; restore it as that user: sudo -u '#${uid}' runyard restore`;
  throw new RunyardError("store-unusable", `Cannot restore "${folder}": ${reason}`);
}

/** Makes a copy of the copy, looks whether it is whole, and has it settled. */
async function settleCopy(
  copy: string,
  place: string,
  settle: (store: Store) => Promise<void>,
): Promise<void> {
  const file = join(place, STORE_FILE);
  try {
    await copyFile(copy, file);
    await chmod(file, 0o600);
    // A store that was set aside after its server was killed: its last changes are still in there.
    await copyFile(`${copy}-wal`, `${file}-wal`).catch(ignoreMissing);
    checkCopy(file);
  } catch (error) {
    const code = systemCode(error) === "ENOSPC" ? "store-full" : "bad-parameter";
    throw new RunyardError(code, `Cannot restore "${copy}": ${reasonOf(file, error)}`, { cause: error });
  }
  await settleIn(place, settle);
  // What was settled would stay behind with it, and run again.
  if (existsSync(`${file}-wal`))
    throw new RunyardError("store-unusable", `Cannot restore "${copy}": its changes could not be written`);
}

async function settleIn(folder: string, settle: (store: Store) => Promise<void>): Promise<void> {
  await using store = await openSqliteStore({ folder });
  await settle(store);
}

function checkCopy(file: string): void {
  using database = new Database(file);
  if (checkVersion(database, migrations.length) === 0) throw new Error("it is empty");
  const found = database.get("PRAGMA quick_check(1)")?.["quick_check"];
  if (found !== "ok") throw new Error(`it is damaged (${String(found)})`);
}

/** What is the case, without the name of the file that nobody knows. */
function reasonOf(file: string, error: unknown): string {
  const code = systemCode(error);
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "this user may not read it";
  if (code === "ENOSPC") return "the disk is full";
  const { message } = storeFailure("open", file, error) ?? { message: messageOf(error) };
  return message.split(`"${file}": `)[1] ?? message;
}

/** What is there already is the store: what was found in its place is a copy that no server has had. */
async function setAside(from: string, to: string): Promise<void> {
  if (!existsSync(to)) await rename(from, to).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== "ENOENT") throw error;
}
