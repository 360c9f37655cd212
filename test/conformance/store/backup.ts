import assert from "node:assert/strict";
import { mkdtempDisposable, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Store } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob } from "./samples.ts";

export function backupTests({ open, openCopy }: StoreKind): void {
  test("backup() writes a copy that opens as a store, consistent, while work goes on", async () => {
    await using opened = await open();
    await using place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
    const path = join(place.path, "copy");
    const before = await addJob(opened.store, {}, 20_000);
    const done = new AbortController();
    const working = Promise.all(Array.from({ length: 8 }, () => addJobsUntil(opened.store, done.signal)));
    await opened.store.backup(path);
    done.abort();
    const made = (await working).flat();
    await using copy = await openCopy(path);
    assert.deepEqual(await copy.faults(), []);
    assert.equal((await copy.store.items(before.id)).length, 20_000);
    const jobs = await copy.store.jobs({});
    assert.ok(jobs.length <= made.length + 1);
    for (const job of jobs) assert.equal((await copy.store.items(job.id)).length, job.items.waiting);
    assert.equal(await copy.store.lastEvent(), jobs.length);
    await addJob(copy.store);
  });

  test("backup() refuses a file that exists, and a folder that doesn't", async () => {
    await using opened = await open();
    await using place = await mkdtempDisposable(join(tmpdir(), "runyard-"));
    const path = join(place.path, "copy");
    await writeFile(path, "mine");
    await assert.rejects(opened.store.backup(path), {
      code: "bad-parameter",
      message: `Cannot write the backup "${path}": it exists already`,
    });
    assert.equal(await readFile(path, "utf8"), "mine");
    await assert.rejects(opened.store.backup(join(place.path, "no", "copy")), {
      code: "bad-parameter",
      message: /there is no folder/,
    });
    assert.deepEqual(await readdir(place.path), ["copy"]);
  });
}

async function addJobsUntil(store: Store, signal: AbortSignal): Promise<readonly string[]> {
  const made: string[] = [];
  while (!signal.aborted) made.push((await addJob(store, {}, 3)).id);
  return made;
}
