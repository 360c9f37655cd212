import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../../../src/job/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, changeItem, mustFind, sampleItems } from "./samples.ts";

export function itemTests({ open }: StoreKind): void {
  test("insertItems() adds waiting items after those that exist", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 2);
    await opened.store.transact((tx) => tx.insertItems(job.id, [{ name: "last", value: "☃" }]));
    const items = await opened.store.items(job.id);
    assert.deepEqual(
      items.map((item) => `${item.index}:${item.name}`),
      ["0:i0", "1:i1", "2:last"],
    );
    assert.deepEqual(items[2], fresh(job.id, 2, "last", "☃"));
    assert.equal((await opened.store.job(job.id))?.items.waiting, 3);
  });

  test("insertItems() counts on from the agenda's end, whatever the phases of its items", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 3);
    await opened.store.transact(async (tx) => {
      await changeItem(tx, job.id, 0, { phase: "complete" });
      await changeItem(tx, job.id, 1, { phase: "running" });
      await Promise.all([tx.insertItems(job.id, sampleItems(5000)), tx.insertItems(job.id, sampleItems(1))]);
    });
    assert.equal((await opened.store.item(job.id, 5003))?.name, "i0");
    assert.equal((await opened.store.items(job.id)).length, 5004);
  });

  test("insertItems() refuses a job that is not there", async () => {
    await using opened = await open();
    const work = opened.store.transact((tx) => tx.insertItems("0missing", sampleItems(1)));
    await assert.rejects(work, { code: "not-found" });
  });

  test("insertItems() writes 100,000 items in seconds, and shows all of them or none meanwhile", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = await addJob(store);
    const before = process.cpuUsage();
    const writing = store.transact((tx) => tx.insertItems(job.id, sampleItems(100_000)));
    const seen: number[] = [];
    const look = setInterval(() => {
      void store.job(job.id).then((found) => seen.push(mustFind(found).items.waiting));
    }, 1);
    await writing.finally(() => clearInterval(look));
    const { user, system } = process.cpuUsage(before);
    // Ten times what it may take: a mistake is told from a machine that is slow.
    assert.ok(user + system < 20_000_000, `${user + system} µs of processor time`);
    assert.ok(seen.length > 3);
    assert.deepEqual(new Set(seen), new Set([0]));
    assert.equal((await store.job(job.id))?.items.waiting, 100_000);
    const page = await store.items(job.id, { from: 99_998, limit: 10 });
    assert.deepEqual(
      page.map((item) => item.name),
      ["i99998", "i99999"],
    );
  });

  test("items() pages in the order of the agenda, all or those of a phase", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 10);
    await opened.store.transact(async (tx) => {
      for (const index of [7, 2, 4]) await changeItem(tx, job.id, index, { phase: "failed" });
    });
    const indices = async (query?: Parameters<typeof opened.store.items>[1]) =>
      (await opened.store.items(job.id, query)).map((item) => item.index);
    assert.deepEqual(await indices(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(await indices({ from: 3, limit: 2 }), [3, 4]);
    assert.deepEqual(await indices({ phase: "failed" }), [2, 4, 7]);
    assert.deepEqual(await indices({ phase: "failed", from: 3, limit: 1 }), [4]);
    assert.deepEqual(await indices({ phase: "blocked" }), []);
  });

  test("saveItem() keeps every field", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 2);
    const item: Item = {
      ...fresh(job.id, 1, "renamed", "other"),
      phase: "failed",
      failures: 2,
      losses: 1,
      attempt: "someattempt",
      startedAt: 5,
      endedAt: 6,
      outcome: { kind: "exit", status: 3 },
      stdout: { from: 0, to: 10 },
      stderr: { from: 2, to: 2 },
      result: { deep: [1, null, "☃"] },
      resultPackage: { progress: 0.5, outputPaths: ["/r/☃.png"], highlights: ["a line"], errors: [] },
    };
    await opened.store.transact((tx) => tx.saveItem(item));
    assert.deepEqual(await opened.store.item(job.id, 1), item);
    assert.deepEqual(await opened.store.item(job.id, 0), fresh(job.id, 0, "i0", "value 0"));
    assert.equal(await opened.store.item(job.id, 2), undefined);
  });

  test("saveItem() keeps a result that is false, 0 or an empty text, and null for undefined", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 1);
    for (const [given, want] of [
      [false, false],
      [0, 0],
      ["", ""],
      [null, null],
      [undefined, null],
    ]) {
      await opened.store.transact((tx) => changeItem(tx, job.id, 0, { result: given }));
      assert.equal((await opened.store.item(job.id, 0))?.result, want);
    }
  });

  test("saveItem() moves the job's counts with each phase, and only then", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 4);
    const phases = ["running", "running", "complete", "failed", "blocked", "waiting"] as const;
    const counts: string[] = [];
    for (const phase of phases) {
      await opened.store.transact((tx) => changeItem(tx, job.id, 0, { phase }));
      const { items } = mustFind(await opened.store.job(job.id));
      counts.push([items.waiting, items.running, items.complete, items.failed, items.blocked].join(""));
    }
    assert.deepEqual(counts, ["31000", "31000", "30100", "30010", "30001", "40000"]);
  });

  test("saveItem() of a work that throws leaves the counts as they were", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 1);
    const work = opened.store.transact(async (tx) => {
      await changeItem(tx, job.id, 0, { phase: "complete" });
      throw new Error("no");
    });
    await assert.rejects(work, { message: "no" });
    assert.equal((await opened.store.job(job.id))?.items.waiting, 1);
  });

  test("saveItem() refuses an item that is not there", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 1);
    const work = opened.store.transact((tx) => tx.saveItem(fresh(job.id, 1, "x", "x")));
    await assert.rejects(work, {
      code: "not-found",
      message: `Cannot save item "${job.id}/1": there is none`,
    });
  });

  test("itemsOf() gives the running items of an attempt", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 4);
    await opened.store.transact(async (tx) => {
      await changeItem(tx, job.id, 3, { phase: "running", attempt: "a" });
      await changeItem(tx, job.id, 1, { phase: "running", attempt: "a" });
      await changeItem(tx, job.id, 0, { phase: "complete", attempt: "a" });
      await changeItem(tx, job.id, 2, { phase: "running", attempt: "b" });
    });
    assert.deepEqual(
      (await opened.store.itemsOf("a")).map((item) => item.index),
      [1, 3],
    );
    assert.deepEqual(await opened.store.itemsOf("c"), []);
  });
}

function fresh(job: string, index: number, name: string, value: string): Item {
  return {
    job,
    index,
    name,
    value,
    phase: "waiting",
    failures: 0,
    losses: 0,
    attempt: null,
    startedAt: null,
    endedAt: null,
    outcome: null,
    stdout: null,
    stderr: null,
    result: null,
    resultPackage: null,
  };
}
