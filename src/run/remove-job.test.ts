import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { addJob } from "../../test/conformance/store/samples.ts";
import { until } from "../../test/run-job.ts";
import { startServing } from "../../test/serving.ts";
import { openSqliteStore } from "../store/mod.ts";
import { dataFolder, jobFolder } from "./data-folder.ts";

test("A server goes on removing what the one before it was removing when it died", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runyard-remove-"));
  try {
    const store = await openSqliteStore({ folder });
    const job = await addJob(store, { deleted: true }, 1200);
    const kept = await addJob(store, {}, 2);
    await store.close();
    const files = jobFolder(dataFolder(folder), job.id);
    await mkdir(join(files, "results"), { recursive: true });
    const serving = await startServing({ jobs: {}, dataFolder: folder });
    try {
      await until("the files are gone", () => !existsSync(files));
      assert.equal(await serving.service.store.job(job.id), undefined);
      assert.deepEqual(await serving.service.store.items(job.id, { limit: 1 }), []);
      assert.equal((await serving.service.items(kept.id)).length, 2);
    } finally {
      await serving.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
