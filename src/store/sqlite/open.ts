import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Clock, RunyardError, systemClock } from "../../core/mod.ts";
import type { Store } from "../store.ts";
import { Database } from "./database.ts";
import type { FileLock } from "./file-lock.ts";
import { lockFolder } from "./folder-lock.ts";
import { checkVersion, migrate } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { preparePrivateFolder } from "./private-folder.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { anyStoreFailure } from "./store-failure.ts";

/** How a store on SQLite is opened. */
export interface SqliteOptions {
  /** The data folder; made, for this user alone, where it is missing. */
  readonly folder: string;
  readonly clock?: Clock;
  /**
   * Whether a commit waits until the disk has it, so that a power cut loses nothing (true unless told). Without it a
   * power cut may lose the last commits; the death of this process loses nothing either way.
   */
  readonly durable?: boolean;
}

/** The store's own file in a data folder. */
export const STORE_FILE = "runyard.sqlite";

/** Where a copy is made ready to take the store's place. While it is there, the data folder is not whole. */
export function restoringFolder(folder: string): string {
  return join(folder, "restoring");
}

/**
 * Opens the store in a data folder, for this process alone, bringing it to the newest version.
 *
 * @throws {RunyardError} `store-busy` where another process has the folder; `store-unusable`, `store-full`
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const folder = resolve(options.folder);
  await preparePrivateFolder(folder);
  const lock = await lockFolder(folder, options.clock ?? systemClock);
  try {
    checkWhole(folder);
    return await openFile(join(folder, STORE_FILE), lock, options.durable ?? true);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @throws {RunyardError} `store-unusable` where a restore was cut short */
export function checkWhole(folder: string): void {
  if (existsSync(restoringFolder(folder)))
    throw new RunyardError(
      "store-unusable",
      `Cannot open the data folder "${folder}": a restore was cut short; do it again with: runyard restore`,
    );
}

async function openFile(file: string, lock: FileLock, durable: boolean): Promise<Store> {
  const opened: Database[] = [];
  const connect = (readOnly: boolean): Database => {
    const database = new Database(file, { readOnly });
    opened.push(database);
    return database;
  };
  try {
    await makePrivate(file);
    const writer = connect(false);
    prepare(writer, durable);
    return new SqliteStore({ lock, writer, reader: connect(true) });
  } catch (error) {
    for (const database of opened) database.close();
    throw anyStoreFailure("open", file, error);
  }
}

/** SQLite gives its other files the mode of this one. */
async function makePrivate(file: string): Promise<void> {
  const handle = await open(file, "a", 0o600);
  await handle.close();
}

/** The log is moved into the file at every 1000 pages (SQLite's own default), and cut to this size when it starts anew. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

function prepare(writer: Database, durable: boolean): void {
  // Before anything is written: the file may be another program's.
  checkVersion(writer, migrations.length);
  if (writer.get("PRAGMA journal_mode = WAL")?.["journal_mode"] !== "wal") {
    throw new Error("its file system cannot share memory between programs");
  }
  writer.script(`
    PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"};
    PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES};
    PRAGMA cache_size = -16000;
  `);
  migrate(writer, migrations);
}
