import { copyFile, mkdir, mkdtempDisposable, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type OpenedStore,
  type SmallStore,
  type StoreKind,
  storeSuite,
} from "../../../test/conformance/store.ts";
import { mayMount, mountDisk } from "../../../test/conformance/store/mounted-disk.ts";
import { Database } from "./database.ts";
import { openSqliteStore } from "./open.ts";

const MEGABYTE = 1_000_000;
const FILE = "runyard.sqlite";
const version1 = new URL("../../../test/fixtures/store-version-1.sql", import.meta.url);

const kind: StoreKind = {
  open: () => openPrepared(async () => undefined),
  openCopy: (path) => openPrepared((file) => copyFile(path, file)),
  openVersion1: () => openPrepared(async (file) => runScript(file, await readFile(version1, "utf8"))),
  openNewer: () =>
    openPrepared(async (file) => {
      runScript(file, await readFile(version1, "utf8"));
      runScript(file, "PRAGMA user_version = 1000");
    }),
  openSmall,
};
if (mayMount(import.meta.filename)) storeSuite("SQLite store", kind);

/** Opens a store in a new folder, in which `prepare` may write the store's file before. */
async function openPrepared(prepare: (file: string) => Promise<void>): Promise<OpenedStore> {
  const place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
  try {
    await prepare(join(place.path, FILE));
    return await openIn(place.path, () => place.remove());
  } catch (error) {
    await place.remove();
    throw error;
  }
}

async function openSmall(): Promise<SmallStore> {
  const disk = await mountDisk(4 * MEGABYTE);
  const [folder, filler] = [join(disk.path, "data"), join(disk.path, "filler")];
  await mkdir(folder);
  await writeFile(filler, Buffer.alloc(MEGABYTE));
  const opened = await openIn(folder, async () => disk[Symbol.asyncDispose]());
  return Object.assign(opened, { makeRoom: () => rm(filler) });
}

async function openIn(folder: string, remove: () => Promise<void>): Promise<OpenedStore> {
  let store = await openSqliteStore({ folder });
  return {
    get store() {
      return store;
    },
    location: { opener: "openSqliteStore", options: { folder } },
    async reopen() {
      await store.close();
      store = await openSqliteStore({ folder });
    },
    async faults() {
      using database = new Database(join(folder, FILE));
      const found = database.all("PRAGMA integrity_check").map((row) => String(row["integrity_check"]));
      return [
        ...found.filter((line) => line !== "ok"),
        ...database.all("PRAGMA foreign_key_check").map((row) => JSON.stringify(row)),
      ];
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await remove();
    },
  };
}

function runScript(file: string, sql: string): void {
  using database = new Database(file);
  database.script(sql);
}
