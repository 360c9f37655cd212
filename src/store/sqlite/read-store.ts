import { existsSync } from "node:fs";
import { join } from "node:path";
import { RunyardError } from "../../core/mod.ts";
import type { StoreReader } from "../store.ts";
import { Database } from "./database.ts";
import { checkVersion } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { STORE_FILE, checkWhole } from "./open.ts";
import { SqliteReader } from "./reader.ts";
import { Session } from "./session.ts";
import { anyStoreFailure } from "./store-failure.ts";

/**
 * The version of a data folder's store, also while a server has the folder.
 *
 * @returns undefined where there is no store
 * @throws {RunyardError} `store-unusable` where this program can't open it
 */
export function storeVersion(folder: string): number | undefined {
  const file = join(folder, STORE_FILE);
  if (!existsSync(file)) return undefined;
  try {
    checkWhole(folder);
    using database = new Database(file, { readOnly: true });
    return checkVersion(database, migrations.length);
  } catch (error) {
    throw anyStoreFailure("open", file, error);
  }
}

/**
 * Reads what is committed in a data folder's store, also while a server has the folder.
 *
 * @returns undefined where there is no store
 * @throws {RunyardError} `store-unusable`
 */
export async function readSqliteStore<T>(
  folder: string,
  read: (store: StoreReader) => Promise<T>,
): Promise<T | undefined> {
  const file = join(folder, STORE_FILE);
  if (!existsSync(file)) return undefined;
  try {
    using database = new Database(file, { readOnly: true });
    const version = checkVersion(database, migrations.length);
    if (version === 0) return undefined;
    if (version < migrations.length)
      throw new RunyardError(
        "store-unusable",
        `Cannot read the store "${file}": it was written by an earlier version`,
      );
    return await read(new SqliteReader(new Session(database, { action: "read", endsWithFailure: false })));
  } catch (error) {
    throw anyStoreFailure("read", file, error);
  }
}
