import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../../src/job/mod.ts";
import type { StoreTransaction } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, mustFind, sampleItems, sampleJob } from "./samples.ts";

export function transactionTests({ open }: StoreKind): void {
  test("transact() gives what the work returns", async () => {
    await using opened = await open();
    assert.equal(await opened.store.transact(async () => 7), 7);
  });

  test("transact() runs works one after another, so that what is read is still so when it is written", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = await addJob(store);
    const raise = () =>
      store.transact(async (tx) => {
        const now = mustFind(await tx.job(job.id));
        await tx.saveJob({ ...now, priority: now.priority + 1 });
      });
    await Promise.all(Array.from({ length: 300 }, raise));
    assert.equal((await store.job(job.id))?.priority, 300);
  });

  test("transact() runs works in the order in which they were given", async () => {
    await using opened = await open();
    const ids = Array.from({ length: 20 }, () => sampleJob());
    const jobs = await Promise.all(ids.map((job) => opened.store.transact((tx) => tx.insertJob(job, 1))));
    const sequences = jobs.map((job) => job.sequence);
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
    );
  });

  test("transact() rolls back a work that throws, and none of those beside it", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = await addJob(store, {}, 1);
    const failure = new Error("in the middle");
    const jobs = Array.from({ length: 9 }, () => sampleJob());
    const works = jobs.map((one, index) =>
      store.transact(async (tx) => {
        await tx.insertJob(one, 1);
        await tx.insertItems(one.id, sampleItems(2));
        if (index !== 4) return;
        await tx.saveJob({ ...job, priority: 99 });
        throw failure;
      }),
    );
    const settled = await Promise.allSettled(works);
    assert.deepEqual(
      settled.filter((one) => one.status === "rejected"),
      [{ status: "rejected", reason: failure }],
    );
    const kept = await Promise.all(jobs.map((one) => store.job(one.id)));
    assert.deepEqual(
      kept.map((one) => one?.items.waiting),
      [2, 2, 2, 2, undefined, 2, 2, 2, 2],
    );
    assert.equal((await store.job(job.id))?.priority, 0);
    assert.equal(await store.lastEvent(), 9);
    assert.deepEqual(await opened.faults(), []);
  });

  test("transact() rolls back a work whose own statement the store refuses", async () => {
    await using opened = await open();
    const { store } = opened;
    const taken = await addJob(store);
    const mine = sampleJob();
    const work = store.transact(async (tx) => {
      await tx.insertJob(mine, 1);
      await tx.insertJob(sampleJob({ id: taken.id }), 1);
    });
    const beside = addJob(store);
    await assert.rejects(work);
    await beside;
    assert.equal(await store.job(mine.id), undefined);
  });

  test("transact() shows a work its own writes, and others only what is committed", async () => {
    await using opened = await open();
    const { store } = opened;
    const old = await addJob(store);
    const mine = sampleJob();
    const outside: Promise<unknown>[] = [];
    await store.transact(async (tx) => {
      await tx.insertJob(mine, 1);
      await tx.saveJob({ ...old, priority: 5 });
      assert.equal((await tx.job(mine.id))?.id, mine.id);
      assert.equal((await tx.jobs({})).length, 2);
      outside.push(store.job(mine.id), store.jobs({}), store.lastEvent());
      assert.equal((await tx.job(old.id))?.priority, 5);
    });
    assert.deepEqual(await Promise.all(outside), [undefined, [old], 1]);
    assert.equal((await store.job(old.id))?.priority, 5);
  });

  test("transact() ends a transaction with its work", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    let leaked: StoreTransaction | undefined;
    await opened.store.transact(async (tx) => {
      leaked = tx;
    });
    await assert.rejects(mustFind(leaked).job(job.id), TypeError);
    await assert.rejects(mustFind(leaked).saveJob({ ...job, priority: 9 }), TypeError);
    await addJob(opened.store);
    assert.equal((await opened.store.job(job.id))?.priority, 0);
  });

  test("transact() ends a transaction also with a work that didn't wait for its own writes", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    let late: Promise<void> | undefined;
    await opened.store.transact(async (tx) => {
      late = tx.insertItems(job.id, sampleItems(50_000));
      late.catch(() => undefined);
    });
    await assert.rejects(mustFind(late), TypeError);
    const next: Job = await addJob(opened.store, {}, 3);
    assert.equal((await opened.store.items(next.id)).length, 3);
  });

  test("close() commits what is queued, and refuses what comes later", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = sampleJob();
    const queued = store.transact((tx) => tx.insertJob(job, 1));
    await Promise.all([store.close(), store.close()]);
    await queued;
    await assert.rejects(addJob(store), { code: "store-unusable", message: /it is closed$/ });
    await assert.rejects(store.job(job.id), { code: "store-unusable", message: /it is closed$/ });
    await assert.rejects(store.backup("/anywhere"), { code: "store-unusable", message: /it is closed$/ });
    await opened.reopen();
    assert.equal((await opened.store.job(job.id))?.id, job.id);
  });
}
