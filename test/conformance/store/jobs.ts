import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, noItems } from "../../../src/job/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, mustFind, sampleAttempt, sampleItems, sampleJob, samplePlan } from "./samples.ts";

/** Every field with a value that is not the usual one. */
const full: Partial<Job> = {
  type: "render",
  phase: "ERROR",
  owner: "ann@example.org",
  runId: "run 7 ☃",
  priority: -3,
  createdAt: 1_700_000_000_123,
  queuedAt: 1_700_000_000_124,
  startedAt: 1_700_000_000_125,
  endedAt: 1_700_000_000_126,
  executionDurationSeconds: 60,
  executedMs: 17,
  executingSince: 1_700_000_000_127,
  destructionAt: 1_800_000_000_000,
  parameters: {
    text: "a'b\"c\\\n☃",
    count: 1.5,
    yes: true,
    several: [1, "two"],
    file: { kind: "file", name: "a.txt", path: "/x", sizeBytes: 2 ** 40, mediaType: "text/plain" },
  },
  plan: samplePlan,
  fence: 3,
  error: { type: "transient", message: "it failed", detail: "line 1\nline 2" },
  retryOf: "0abc",
  deleted: false,
};

export function jobTests({ open }: StoreKind): void {
  test("removeResults() removes a job's results and output, and nothing of another's", async () => {
    await using opened = await open();
    const { store } = opened;
    for (const id of ["a", "b"]) {
      await addJob(store, { id });
      const file = { path: "r", sizeBytes: 1, sha256: "0".repeat(64), mediaType: "text/plain" };
      await store.transact(async (tx) => {
        await tx.insertAttempt(sampleAttempt(id, { id: `at-${id}` }));
        await tx.insertResults([{ ...file, job: id, id: "r", attempt: `at-${id}`, item: 0 }]);
        await tx.insertOutput(`at-${id}`, "stdout", Buffer.from("out"));
      });
    }
    await store.transact((tx) => tx.removeResults("a"));
    assert.deepEqual([await store.results("a"), (await store.results("b")).length], [[], 1]);
    assert.equal((await store.output("at-a", "stdout", 0, 9)).length, 0);
    assert.equal((await store.output("at-b", "stdout", 0, 9)).length, 3);
    assert.equal((await store.attempts("a")).length, 1);
  });

  test("setHeld() holds types and releases them, each once", async () => {
    await using opened = await open();
    const { store } = opened;
    assert.deepEqual(await store.heldTypes(), []);
    for (const type of ["b", "a", "b"]) await store.transact((tx) => tx.setHeld(type, true));
    assert.deepEqual(await store.heldTypes(), ["a", "b"]);
    for (const type of ["b", "c"]) await store.transact((tx) => tx.setHeld(type, false));
    assert.deepEqual(await store.heldTypes(), ["a"]);
  });

  test("insertJob() keeps every field and gives the sequence number", async () => {
    await using opened = await open();
    const given = sampleJob(full);
    const job = await opened.store.transact((tx) => tx.insertJob(given, 5));
    assert.deepEqual(job, { ...given, sequence: job.sequence, items: noItems });
    await opened.reopen();
    assert.deepEqual(await opened.store.job(job.id), job);
  });

  test("insertJob() appends the event of the first phase", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, { type: "render", owner: "ann", phase: "HELD" });
    const [event] = await opened.store.events({ after: 0, limit: 10 });
    assert.deepEqual(event, {
      sequence: 1,
      job: job.id,
      type: "render",
      owner: "ann",
      at: 1000,
      change: { kind: "phase", from: null, to: "HELD" },
    });
  });

  test("insertJob() refuses an id that is taken", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    await assert.rejects(addJob(opened.store, { id: job.id, type: "other" }));
    assert.equal((await opened.store.job(job.id))?.type, "sleep");
  });

  test("insertJob() never gives a sequence number twice, also after the newest job is removed", async () => {
    await using opened = await open();
    const first = await addJob(opened.store);
    await opened.store.transact((tx) => tx.removeJob(first.id));
    await opened.reopen();
    const second = await addJob(opened.store);
    assert.ok(second.sequence > first.sequence);
  });

  test("insertJob() counts on when the clock jumps back", async () => {
    await using opened = await open();
    const later = await addJob(opened.store, { createdAt: 9000 });
    const earlier = await addJob(opened.store, { createdAt: 10 });
    assert.ok(earlier.sequence > later.sequence);
    assert.deepEqual(await opened.store.jobs({}), [earlier, later]);
  });

  test("saveJob() writes every field but the item counts", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, {}, 2);
    const counts = { waiting: 9, running: 9, complete: 9, failed: 9, blocked: 9 };
    const changed: Job = { ...job, ...full, items: counts };
    await opened.store.transact((tx) => tx.saveJob(changed));
    assert.deepEqual(await opened.store.job(job.id), { ...changed, items: { ...noItems, waiting: 2 } });
    const emptied: Job = { ...changed, plan: null, error: null, owner: null, parameters: {} };
    await opened.store.transact((tx) => tx.saveJob(emptied));
    assert.deepEqual(await opened.store.job(job.id), { ...emptied, items: { ...noItems, waiting: 2 } });
  });

  test("saveJob() refuses a job that is not there", async () => {
    await using opened = await open();
    const job: Job = { ...sampleJob({ id: "0missing" }), sequence: 1 };
    await assert.rejects(
      opened.store.transact((tx) => tx.saveJob(job)),
      { code: "not-found", message: 'Cannot save job "0missing": there is none' },
    );
  });

  test("job() gives undefined for a job that is not there, and a deleted one as it is", async () => {
    await using opened = await open();
    assert.equal(await opened.store.job("0missing"), undefined);
    const job = await addJob(opened.store, { deleted: true });
    assert.equal(mustFind(await opened.store.job(job.id)).deleted, true);
  });

  test("removeJob() leaves nothing of the job but its deleted event, and all of the others", async () => {
    await using opened = await open();
    const { store } = opened;
    const [job, other] = [await addJob(store, {}, 3), await addJob(store, {}, 3)];
    const [attempt, kept] = [sampleAttempt(job.id), sampleAttempt(other.id)];
    for (const one of [attempt, kept]) {
      await store.transact(async (tx) => {
        await tx.insertAttempt(one);
        await tx.insertOutput(one.id, "stdout", Buffer.from("text"));
        await tx.insertResults([result(one.job, one.id)]);
      });
    }
    await store.transact(async (tx) => {
      await tx.append({ job: job.id, at: 7, change: { kind: "deleted" } });
      await tx.removeJob(job.id);
    });
    assert.equal(await store.job(job.id), undefined);
    assert.deepEqual(await store.items(job.id), []);
    assert.equal(await store.attempt(attempt.id), undefined);
    assert.deepEqual(await store.attempts(job.id), []);
    assert.deepEqual(await store.results(job.id), []);
    assert.equal((await store.output(attempt.id, "stdout", 0, 9)).length, 0);
    const events = await store.events({ after: 0, job: job.id, limit: 9 });
    assert.deepEqual(
      events.map((event) => event.change.kind),
      ["deleted"],
    );
    assert.equal((await store.items(other.id)).length, 3);
    assert.equal((await store.output(kept.id, "stdout", 0, 9)).length, 4);
    assert.equal((await store.results(other.id)).length, 1);
    assert.equal((await store.events({ after: 0, job: other.id, limit: 9 })).length, 1);
    assert.deepEqual(await opened.faults(), []);
  });

  test("removeJob() keeps a deleted event that an earlier work appended", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    await opened.store.transact((tx) => tx.append({ job: job.id, at: 7, change: { kind: "deleted" } }));
    await opened.store.transact((tx) => tx.removeJob(job.id));
    assert.equal((await opened.store.events({ after: 0, job: job.id, limit: 9 })).length, 1);
  });

  test("removeJob() takes a large job away in short steps, and nothing of another", async () => {
    await using opened = await open();
    const { store } = opened;
    const [job, other] = [await addJob(store), await addJob(store, {}, 700)];
    const attempts = Array.from({ length: 70 }, (_, fence) =>
      sampleAttempt(job.id, { id: `at-${fence}`, fence }),
    );
    await store.transact(async (tx) => {
      await tx.insertItems(job.id, sampleItems(100_000));
      for (const attempt of attempts) await tx.insertAttempt(attempt);
      for (const { id } of [job, other])
        await tx.insertResults(
          Array.from({ length: 1200 }, (_, n) => ({ ...result(id, "at-0"), id: `r${n}` })),
        );
      await tx.saveJob({ ...job, deleted: true });
    });
    assert.deepEqual(await store.deletedJobs(), [job.id]);
    let steps = 1;
    for (; !(await store.transact((tx) => tx.removeJob(job.id))); steps++)
      assert.deepEqual(await store.deletedJobs(), [job.id]);
    assert.ok(steps > 100, `${steps}`);
    assert.deepEqual([await store.job(job.id), await store.deletedJobs()], [undefined, []]);
    assert.deepEqual([await store.items(job.id, { limit: 1 }), await store.results(job.id)], [[], []]);
    assert.deepEqual(
      [(await store.items(other.id)).length, (await store.results(other.id)).length],
      [700, 1200],
    );
    assert.equal(await store.transact((tx) => tx.removeJob(job.id)), true);
    assert.deepEqual(await opened.faults(), []);
  });

  test("removeResults() removes many in short steps", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = await addJob(store);
    const many = Array.from({ length: 1700 }, (_, n) => ({ ...result(job.id, "at"), id: `r${n}` }));
    await store.transact((tx) => tx.insertResults(many));
    const left: number[] = [];
    while (!(await store.transact((tx) => tx.removeResults(job.id))))
      left.push((await store.results(job.id)).length);
    assert.deepEqual(left, [1200, 700, 200]);
    assert.deepEqual(await store.results(job.id), []);
  });
}

function result(job: string, attempt: string) {
  return {
    job,
    id: "a",
    attempt,
    item: 0,
    path: "a",
    sizeBytes: 1,
    sha256: "0".repeat(64),
    mediaType: "text/plain",
  };
}
