import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobEvent, NewEvent } from "../../../src/job/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, sampleJob } from "./samples.ts";

export function eventTests({ open }: StoreKind): void {
  test("append() numbers the events of all jobs in one sequence and copies type and owner", async () => {
    await using opened = await open();
    const { store } = opened;
    const [one, two] = [await addJob(store, { owner: "ann" }), await addJob(store, { type: "render" })];
    await store.transact(async (tx) => {
      await tx.append(note(two.id, "second"));
      await tx.append(note(one.id, "first"));
    });
    const events = await store.events({ after: 2, limit: 10 });
    assert.deepEqual(events, [
      { ...note(two.id, "second"), sequence: 3, type: "render", owner: null },
      { ...note(one.id, "first"), sequence: 4, type: "sleep", owner: "ann" },
    ]);
  });

  test("append() refuses a job that is not there", async () => {
    await using opened = await open();
    const work = opened.store.transact((tx) => tx.append(note("0missing", "x")));
    await assert.rejects(work, { code: "not-found" });
  });

  test("events() pages from a sequence number, of all jobs or of one", async () => {
    await using opened = await open();
    const { store } = opened;
    const [one, two] = [await addJob(store), await addJob(store)];
    for (const id of [one.id, two.id, one.id]) await store.transact((tx) => tx.append(note(id, "x")));
    const numbers = async (query: Parameters<Store["events"]>[0]) =>
      (await store.events(query)).map((event) => event.sequence);
    assert.deepEqual(await numbers({ after: 0, limit: 9 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await numbers({ after: 2, limit: 2 }), [3, 4]);
    assert.deepEqual(await numbers({ after: 0, job: one.id, limit: 9 }), [1, 3, 5]);
    assert.deepEqual(await numbers({ after: 3, job: one.id, limit: 1 }), [5]);
    assert.deepEqual(await numbers({ after: 5, limit: 9 }), []);
  });

  test("trimEvents() keeps the newest, and the sequence goes on", async () => {
    await using opened = await open();
    const { store } = opened;
    assert.deepEqual([await store.firstEvent(), await store.lastEvent()], [1, 0]);
    for (let made = 0; made < 5; made += 1) await addJob(store);
    await store.transact((tx) => tx.trimEvents(7));
    assert.deepEqual([await store.firstEvent(), await store.lastEvent()], [1, 5]);
    await store.transact((tx) => tx.trimEvents(2));
    assert.deepEqual([await store.firstEvent(), await store.lastEvent()], [4, 5]);
    await store.transact((tx) => tx.trimEvents(0));
    await opened.reopen();
    assert.deepEqual([await opened.store.firstEvent(), await opened.store.lastEvent()], [6, 5]);
    await addJob(opened.store);
    assert.deepEqual([await opened.store.firstEvent(), await opened.store.lastEvent()], [6, 6]);
  });

  test("onEvents() calls its listener after the commit, in order, once for each event", async () => {
    await using opened = await open();
    const { store } = opened;
    const seen: JobEvent[] = [];
    const reads: Promise<number>[] = [];
    store.onEvents((events) => {
      seen.push(...events);
      reads.push(store.lastEvent().then((last) => last - (events.at(-1)?.sequence ?? 0)));
    });
    const jobs = Array.from({ length: 40 }, () => sampleJob());
    await Promise.all(
      jobs.map((job) =>
        store.transact(async (tx) => {
          await tx.insertJob(job, 1);
          await tx.append(note(job.id, "x"));
        }),
      ),
    );
    const lags = await Promise.all(reads);
    assert.ok(lags.every((lag) => lag >= 0));
    assert.deepEqual(seen, await store.events({ after: 0, limit: 100 }));
    assert.equal(seen.length, 80);
  });

  test("onEvents() hears nothing of a work that throws, of one without events, or after unsubscribing", async () => {
    await using opened = await open();
    const { store } = opened;
    const calls: (readonly JobEvent[])[] = [];
    const off = store.onEvents((events) => calls.push(events));
    await store.transact(async () => undefined);
    const failed = store.transact(async (tx) => {
      await tx.insertJob(sampleJob(), 1);
      throw new Error("no");
    });
    await assert.rejects(failed);
    assert.deepEqual(calls, []);
    off();
    await addJob(store);
    assert.deepEqual(calls, []);
  });

  test("onEvents() hears of a job that one work makes and removes only that it was deleted", async () => {
    await using opened = await open();
    const seen: string[] = [];
    opened.store.onEvents((events) => seen.push(...events.map((event) => event.change.kind)));
    await opened.store.transact(async (tx) => {
      const job = await tx.insertJob(sampleJob(), 1);
      await tx.append({ job: job.id, at: 1, change: { kind: "deleted" } });
      await tx.removeJob(job.id);
    });
    assert.deepEqual(seen, ["deleted"]);
  });
}

function note(job: string, message: string): NewEvent {
  return { job, at: 5, change: { kind: "note", message } };
}
