import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreKind } from "./kind.ts";
import { addJob, mustFind } from "./samples.ts";

export function keyedRequestTests({ open, openVersion1 }: StoreKind): void {
  test("keyedRequest() finds what an owner sent with a key, and nobody else's", async () => {
    await using opened = await open();
    const { store } = opened;
    const [mine, theirs] = [await addJob(store), await addJob(store)];
    const request = { owner: "ann", key: "k", fingerprint: "f", job: mine.id, at: 5 };
    await store.transact(async (tx) => {
      await tx.insertKeyedRequest(request);
      await tx.insertKeyedRequest({ ...request, owner: null, job: theirs.id });
    });
    await opened.reopen();
    assert.deepEqual(await opened.store.keyedRequest("ann", "k"), request);
    assert.equal((await opened.store.keyedRequest(null, "k"))?.job, theirs.id);
    for (const [owner, key] of [
      ["bob", "k"],
      ["ann", "K"],
      ["ann", ""],
    ] as const)
      assert.equal(await opened.store.keyedRequest(owner, key), undefined);
  });

  test("keyedRequest() forgets with the job, and what is trimmed", async () => {
    await using opened = await open();
    const { store } = opened;
    const [deleted, removed, kept] = [await addJob(store), await addJob(store), await addJob(store)];
    await store.transact(async (tx) => {
      for (const { id, sequence } of [deleted, removed, kept])
        await tx.insertKeyedRequest({ owner: null, key: id, fingerprint: "f", job: id, at: sequence });
      await tx.saveJob({ ...mustFind(await tx.job(deleted.id)), deleted: true });
      await tx.removeJob(removed.id);
    });
    assert.equal(await store.keyedRequest(null, deleted.id), undefined);
    assert.equal(await store.keyedRequest(null, removed.id), undefined);
    assert.equal((await store.keyedRequest(null, kept.id))?.job, kept.id);
    await store.transact((tx) => tx.trimKeyedRequests(kept.sequence));
    assert.equal((await store.keyedRequest(null, kept.id))?.job, kept.id);
    await store.transact((tx) => tx.trimKeyedRequests(kept.sequence + 1));
    assert.equal(await store.keyedRequest(null, kept.id), undefined);
  });

  test("insertKeyedRequest() takes the place of an older one, and works in a store of version 1", async () => {
    await using opened = await openVersion1();
    const [a, b] = [await addJob(opened.store), await addJob(opened.store)];
    for (const { id } of [a, b]) {
      const request = { owner: null, key: "k", fingerprint: id, job: id, at: 1 };
      await opened.store.transact((tx) => tx.insertKeyedRequest(request));
    }
    assert.equal((await opened.store.keyedRequest(null, "k"))?.fingerprint, b.id);
    assert.deepEqual(await opened.faults(), []);
  });

  test("takenNames() tells which names a job's items have, in the order of its agenda", async () => {
    await using opened = await open();
    const [job, other] = [await addJob(opened.store, {}, 3), await addJob(opened.store, {}, 9)];
    assert.deepEqual(await opened.store.takenNames(job.id, ["i2", "i7", "i0", "' --"]), ["i0", "i2"]);
    assert.deepEqual(await opened.store.takenNames(other.id, []), []);
  });
}
