import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  mkdtempDisposable,
  readFile,
  readdir,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { beatsUntil } from "../../../test/beats.ts";
import { addJob, sampleItems } from "../../../test/conformance/store/samples.ts";
import { Database } from "./database.ts";
import { openSqliteStore } from "./open.ts";

const holder = fileURLToPath(new URL("../../../test/fixtures/store-holder.ts", import.meta.url));
const makePlace = () => mkdtempDisposable(join(tmpdir(), "runyard-"));

test("openSqliteStore() makes a folder and files that are this user's alone", async () => {
  await using place = await makePlace();
  const folder = join(place.path, "deep", "data");
  await using store = await openSqliteStore({ folder });
  await addJob(store);
  assert.equal(await modeOf(folder), "700");
  for (const file of ["runyard.sqlite", "runyard.sqlite-wal", "runyard.sqlite-shm", "owner"]) {
    assert.equal(await modeOf(join(folder, file)), "600", file);
  }
  await store.backup(join(place.path, "copy"));
  assert.equal(await modeOf(join(place.path, "copy")), "600");
});

test("openSqliteStore() closes a folder of this user to others, through a link too", async () => {
  await using place = await makePlace();
  const folder = join(place.path, "data");
  await mkdir(folder, { mode: 0o755 });
  await symlink(folder, join(place.path, "link"));
  await using store = await openSqliteStore({ folder: join(place.path, "link") });
  await addJob(store);
  assert.equal(await modeOf(folder), "700");
});

test("openSqliteStore() refuses a folder that is shared by its nature, and leaves it as it was", async () => {
  await using place = await makePlace();
  await chmod(place.path, 0o1777);
  await assert.rejects(openSqliteStore({ folder: place.path }), {
    code: "store-unusable",
    message: `Cannot open the data folder "${place.path}": it is shared with other users; name a folder inside it`,
  });
  assert.equal(await modeOf(place.path), "1777");
  assert.deepEqual(await readdir(place.path), []);
});

test("openSqliteStore() refuses a file in place of the folder, or above it", async () => {
  await using place = await makePlace();
  const file = join(place.path, "file");
  await writeFile(file, "");
  for (const folder of [file, join(file, "data")]) {
    await assert.rejects(openSqliteStore({ folder }), {
      code: "store-unusable",
      message: `Cannot open the data folder "${folder}": it is not a folder`,
    });
  }
});

test("openSqliteStore() refuses a file that is no store, and leaves it as it was", async () => {
  await using place = await makePlace();
  const file = join(place.path, "runyard.sqlite");
  await writeFile(file, "not a database ".repeat(100));
  await assert.rejects(openSqliteStore({ folder: place.path }), {
    code: "store-unusable",
    message: `Cannot open the store "${file}": it is not a database`,
  });
  assert.equal(await readFile(file, "utf8"), "not a database ".repeat(100));
  await writeFile(file, "");
  runScript(file, "CREATE TABLE theirs (x)");
  const theirs = await readFile(file);
  await assert.rejects(openSqliteStore({ folder: place.path }), {
    code: "store-unusable",
    message: `Cannot open the store "${file}": it is a database of another program`,
  });
  assert.deepEqual(await readFile(file), theirs);
});

test("openSqliteStore() refuses a folder at once that this process has, and takes it after close()", async () => {
  await using place = await makePlace();
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);
  const store = await openSqliteStore({ folder: place.path, clock: { now: () => now } });
  let isRefused = false;
  const refused = assert
    .rejects(openSqliteStore({ folder: place.path }), {
      code: "store-busy",
      message: `Cannot open the data folder "${place.path}": server with pid ${process.pid} has it since 2026-01-02T03:04:05.000Z`,
    })
    .finally(() => (isRefused = true));
  await beatsUntil("it was refused", () => isRefused, 50);
  await refused;
  await addJob(store);
  await store.close();
  await using again = await openSqliteStore({ folder: place.path });
  assert.equal((await again.jobs({})).length, 1);
});

test("openSqliteStore() refuses a folder that another process has, and takes it when that is killed", async () => {
  await using place = await makePlace();
  const location = { opener: "openSqliteStore", options: { folder: place.path } };
  const child = spawn(process.execPath, [holder, JSON.stringify(location)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  try {
    await once(child.stdout, "data");
    await assert.rejects(openSqliteStore({ folder: place.path }), {
      code: "store-busy",
      message: new RegExp(`server with pid ${child.pid} has it since \\d{4}-`),
    });
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
  await using store = await openSqliteStore({ folder: place.path });
  await addJob(store);
});

test("close() leaves one file of the store and no owner", async () => {
  await using place = await makePlace();
  const store = await openSqliteStore({ folder: place.path });
  await addJob(store, {}, 10);
  await store.close();
  assert.deepEqual((await readdir(place.path)).toSorted(), ["lock", "runyard.sqlite"]);
});

test("transact() keeps the log small, however much is written", async () => {
  await using place = await makePlace();
  await using store = await openSqliteStore({ folder: place.path, durable: false });
  const log = join(place.path, "runyard.sqlite-wal");
  await addJob(store);
  const agenda = await addJob(store);
  await store.transact((tx) => tx.insertItems(agenda.id, sampleItems(100_000)));
  for (let written = 0; written < 60; written += 1) {
    await addJob(store, { parameters: { text: "x".repeat(500_000) } });
  }
  assert.ok((await stat(join(place.path, "runyard.sqlite"))).size > 30_000_000);
  assert.ok((await stat(log)).size <= 17_000_000);
});

test("transact() says store-unusable while another program holds the file, and goes on after it", async () => {
  await using place = await makePlace();
  await using store = await openSqliteStore({ folder: place.path });
  const file = join(place.path, "runyard.sqlite");
  const other = new Database(file);
  other.script("BEGIN IMMEDIATE");
  await assert.rejects(addJob(store), {
    code: "store-unusable",
    message: `Cannot write to the store "${file}": another program holds it`,
  });
  assert.deepEqual(await store.jobs({}), []);
  other.script("ROLLBACK");
  other.close();
  await addJob(store);
  assert.equal((await store.jobs({})).length, 1);
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o7777).toString(8);
}

function runScript(file: string, sql: string): void {
  using database = new Database(file);
  database.script(sql);
}
