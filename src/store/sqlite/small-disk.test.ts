import assert from "node:assert/strict";
import { mkdir, mkdtempDisposable, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mayMount, mountDisk } from "../../../test/conformance/store/mounted-disk.ts";
import { addJob, sampleItems } from "../../../test/conformance/store/samples.ts";
import { openSqliteStore } from "./open.ts";

if (mayMount(import.meta.filename)) smallDiskTests();

function smallDiskTests(): void {
  test("openSqliteStore() refuses a folder that can't be written to", async () => {
    await using disk = await mountDisk(1_000_000);
    const folder = join(disk.path, "data");
    await mkdir(folder, { mode: 0o700 });
    disk.makeReadOnly();
    await assert.rejects(openSqliteStore({ folder }), {
      code: "store-unusable",
      message: `Cannot open the data folder "${folder}": its file system is read-only`,
    });
  });

  test("openSqliteStore() says store-full when the disk has no room for it", async () => {
    await using disk = await mountDisk(100_000);
    const folder = join(disk.path, "data");
    await mkdir(folder, { mode: 0o700 });
    await writeFile(join(disk.path, "filler"), Buffer.alloc(100_000)).catch(() => undefined);
    await assert.rejects(openSqliteStore({ folder }), {
      code: "store-full",
      message: /^Cannot open .*: the disk is full$/,
    });
  });

  test("backup() leaves nothing on a disk that is too small for it, and the store goes on", async () => {
    await using disk = await mountDisk(1_000_000);
    await using place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
    await using store = await openSqliteStore({ folder: place.path, durable: false });
    const job = await addJob(store);
    await store.transact((tx) => tx.insertItems(job.id, sampleItems(20_000)));
    const path = join(disk.path, "copy");
    await assert.rejects(store.backup(path), {
      code: "store-full",
      message: `Cannot write the copy of the store "${path}": the disk is full`,
    });
    assert.deepEqual(await readdir(disk.path), []);
    await addJob(store);
  });
}
