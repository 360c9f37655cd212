import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, rename, rm } from "node:fs/promises";
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
  const lock = await lockFolder(folder, clock);
  const place = restoringFolder(folder);
  const aside = join(folder, `before-restore-${formatInstant(clock.now()).replaceAll(":", "")}`);
  try {
    const wasCut = existsSync(place);
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { mode: 0o700 });
    try {
      await settleCopy(copy, place, (store) => settle(store, aside));
    } catch (error) {
      // Nothing was moved yet, unless by one that was cut short.
      if (!wasCut && !existsSync(aside)) await rm(place, { recursive: true, force: true });
      throw error;
    }
    await mkdir(aside, { recursive: true, mode: 0o700 });
    for (const name of ["-wal", "-shm", ""].map((end) => STORE_FILE + end))
      await renameWhereThere(join(folder, name), join(aside, name));
    await rename(join(place, STORE_FILE), join(folder, STORE_FILE));
    await rm(place, { recursive: true });
    return aside;
  } finally {
    await lock.release();
  }
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
    checkCopy(file);
  } catch (error) {
    const reason = reasonOf(file, error);
    throw new RunyardError("bad-parameter", `Cannot restore "${copy}": ${reason}`, { cause: error });
  }
  await using store = await openSqliteStore({ folder: place });
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
  const { message } = storeFailure("open", file, error) ?? { message: messageOf(error) };
  return message.split(`"${file}": `)[1] ?? message;
}

async function renameWhereThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
}
