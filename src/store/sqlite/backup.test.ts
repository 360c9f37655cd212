import assert from "node:assert/strict";
import { mkdtempDisposable, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addJob, sampleItems } from "../../../test/conformance/store/samples.ts";
import { openSqliteStore } from "./open.ts";

test("backup() is waited for by close()", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
  const store = await openSqliteStore({ folder: join(place.path, "data"), durable: false });
  const job = await addJob(store);
  await store.transact((tx) => tx.insertItems(job.id, sampleItems(20_000)));
  const copied = store.backup(join(place.path, "copy"));
  await store.close();
  await copied;
  assert.deepEqual((await readdir(place.path)).toSorted(), ["copy", "data"]);
});
