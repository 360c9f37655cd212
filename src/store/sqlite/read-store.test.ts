import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addJob } from "../../../test/conformance/store/samples.ts";
import { Database } from "./database.ts";
import { openSqliteStore } from "./open.ts";
import { readSqliteStore, storeVersion } from "./read-store.ts";

test("a store is read while a server has it, and not where it is of another version", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
  const folder = place.path;
  assert.equal(storeVersion(folder), undefined);
  assert.equal(await readSqliteStore(folder, async () => "read"), undefined);

  const store = await openSqliteStore({ folder });
  const { id } = await addJob(store);
  assert.equal(await readSqliteStore(folder, async (reader) => (await reader.job(id))?.id), id);
  const version = storeVersion(folder) ?? 0;
  await store.close();

  for (const [other, words] of [
    [version - 1, /^Cannot read the store ".*": it was written by an earlier version$/],
    [999, /: it has version 999, and this program knows versions up to \d+$/],
  ] as const) {
    setVersion(join(folder, "runyard.sqlite"), other);
    await assert.rejects(
      readSqliteStore(folder, async () => "read"),
      { code: "store-unusable", message: words },
    );
  }
  assert.throws(() => storeVersion(folder), { code: "store-unusable", message: /it has version 999/ });
});

function setVersion(file: string, version: number): void {
  using database = new Database(file);
  database.script(`PRAGMA user_version = ${version}`);
}
