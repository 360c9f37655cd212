import { RunyardError } from "../../core/mod.ts";
import type { Database } from "./database.ts";

/** "RunY": how SQLite files of ours are told from those of other programs. */
const APPLICATION_ID = 0x52_75_6e_59;

/**
 * Brings a file to the newest version; an empty one starts at 0. Each step is one transaction.
 *
 * @param migrations the texts; the one at place n leads from version n to n + 1
 * @throws {RunyardError} `store-unusable` where the file is another program's or of a later version
 */
export function migrate(database: Database, migrations: readonly string[]): void {
  const version = checkVersion(database, migrations.length);
  for (let from = version; from < migrations.length; from += 1)
    step(database, migrations[from] ?? "", from + 1);
}

/**
 * Looks whether a file may be written to.
 *
 * @returns its version, 0 where it is empty
 * @throws {RunyardError} `store-unusable` where the file is another program's or of a later version than `newest`
 */
export function checkVersion(database: Database, newest: number): number {
  checkOurs(database);
  const version = pragma(database, "user_version");
  if (version <= newest) return version;
  throw new RunyardError(
    "store-unusable",
    `Cannot open the store "${database.file}": it has version ${version}, and this program knows versions up to ${newest}`,
  );
}

function checkOurs(database: Database): void {
  const id = pragma(database, "application_id");
  if (id === APPLICATION_ID) return;
  const empty = database.get("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
  if (empty && id === 0 && pragma(database, "user_version") === 0) return;
  throw new RunyardError(
    "store-unusable",
    `Cannot open the store "${database.file}": it is a database of another program`,
  );
}

function step(database: Database, sql: string, version: number): void {
  database.script("BEGIN IMMEDIATE");
  try {
    database.script(
      `${sql}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}; COMMIT`,
    );
  } catch (error) {
    if (database.inTransaction) database.script("ROLLBACK");
    throw error;
  }
}

function pragma(database: Database, name: "application_id" | "user_version"): number {
  return Number(database.get(`PRAGMA ${name}`)?.[name]);
}
