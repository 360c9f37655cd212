import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileValue, Job } from "../../../src/job/mod.ts";
import type { BlockedWork, JobQuery, Store } from "../../../src/store/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, changeItem, mustFind, sampleAttempt } from "./samples.ts";

export function listTests({ open }: StoreKind): void {
  test("jobs() lists the newest first, without the deleted", async () => {
    await using opened = await open();
    await addJobs(opened.store, [{ runId: "a" }, { runId: "b", deleted: true }, { runId: "c" }]);
    assert.equal(await listed(opened.store, {}), "c a");
  });

  test("jobs() shows what each filter leaves, and all filters together", async () => {
    await using opened = await open();
    await addJobs(opened.store, [
      { runId: "a", type: "x", owner: "ann", phase: "QUEUED", createdAt: 1 },
      { runId: "b", type: "x", owner: "bob", phase: "PENDING", createdAt: 2 },
      { runId: "c", type: "y", owner: null, phase: "QUEUED", createdAt: 3 },
      { runId: "d", type: "z", owner: "ann", phase: "ERROR", createdAt: 4 },
    ]);
    const cases: readonly (readonly [JobQuery, string])[] = [
      [{ types: ["x"] }, "b a"],
      [{ types: ["x", "z"] }, "d b a"],
      [{ types: [] }, ""],
      [{ types: ["nothing", "' OR 1=1 --"] }, ""],
      [{ phases: ["QUEUED"] }, "c a"],
      [{ phases: ["PENDING", "ERROR"] }, "d b"],
      [{ phases: [] }, ""],
      [{ owner: "ann" }, "d a"],
      [{ owner: null }, "c"],
      [{ owner: "nobody" }, ""],
      [{ createdAfter: 2 }, "d c"],
      [{ limit: 2 }, "d c"],
      [{ limit: 0 }, ""],
      [{ types: ["x", "y"], phases: ["QUEUED", "ERROR"], owner: "ann", createdAfter: 0, limit: 5 }, "a"],
    ];
    for (const [query, want] of cases) {
      assert.equal(await listed(opened.store, query), want, JSON.stringify(query));
    }
  });

  test("jobs() pages without a gap while jobs are added", async () => {
    await using opened = await open();
    await addJobs(
      opened.store,
      Array.from({ length: 7 }, (_, index) => ({ runId: String(index) })),
    );
    const seen: (string | null)[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await opened.store.jobs({ limit: 3, ...(before === undefined ? {} : { before }) });
      seen.push(...page.map((job) => job.runId));
      before = page.at(-1)?.sequence;
      if (before === undefined) break;
      await addJob(opened.store, { runId: "new" });
    }
    assert.deepEqual(seen, ["6", "5", "4", "3", "2", "1", "0"]);
  });

  test("countJobs() counts the jobs of each phase that has any, without the deleted", async () => {
    await using opened = await open();
    assert.deepEqual(await opened.store.countJobs(), []);
    await addJobs(opened.store, [{}, {}, { phase: "ERROR" }, { phase: "ERROR", deleted: true }]);
    await addJobs(opened.store, [{ type: "wake", phase: "ERROR" }]);
    assert.deepEqual(await opened.store.countJobs(), [
      { type: "sleep", phase: "ERROR", jobs: 1 },
      { type: "sleep", phase: "PENDING", jobs: 2 },
      { type: "wake", phase: "ERROR", jobs: 1 },
    ]);
  });

  test("countJobs() and countWaiting() count one owner's jobs, or those without one", async () => {
    await using opened = await open();
    const { store } = opened;
    const ann = { owner: "ann" };
    await addJobs(store, [
      ann,
      { ...ann, phase: "HELD" },
      { ...ann, phase: "QUEUED" },
      { ...ann, phase: "EXECUTING" },
      { ...ann, phase: "QUEUED", deleted: true },
      { phase: "QUEUED" },
    ]);
    assert.deepEqual(
      (await store.countJobs("ann")).map(({ phase, jobs }) => `${phase} ${jobs}`),
      ["EXECUTING 1", "HELD 1", "PENDING 1", "QUEUED 1"],
    );
    assert.deepEqual(await store.countJobs(null), [{ type: "sleep", phase: "QUEUED", jobs: 1 }]);
    assert.deepEqual(await store.countJobs("nobody"), []);
    assert.equal(await store.countWaiting("ann"), 3);
    assert.equal(await store.countWaiting(null), 1);
  });

  test("storedBytes() adds up results, outputs and files of an owner's jobs, without the deleted", async () => {
    await using opened = await open();
    const { store } = opened;
    const file = (sizeBytes: number): FileValue => ({
      kind: "file",
      name: "a",
      path: "/a",
      sizeBytes,
      mediaType: "text/plain",
    });
    const parameters = { one: file(1000), several: [file(200), file(30)], text: "sizeBytes", number: 5 };
    const job = await addJob(store, { owner: "ann", parameters });
    await addJob(store, { owner: "ann", parameters, deleted: true });
    await addJob(store, { owner: null, parameters });
    await store.transact(async (tx) => {
      const attempt = sampleAttempt(job.id, { stdoutBytes: 10_000, stderrBytes: 4 });
      await tx.insertAttempt(attempt);
      const result = { job: job.id, attempt: attempt.id, item: 0, path: "p", sha256: "", mediaType: "" };
      await tx.insertResults([
        { ...result, id: "a", sizeBytes: 200_000 },
        { ...result, id: "b", sizeBytes: 3_000_000 },
      ]);
    });
    assert.equal(await store.storedBytes("ann"), 3_211_234);
    assert.equal(await store.storedBytes(null), 1230);
    assert.equal(await store.storedBytes("bob"), 0);
  });

  test("readyJobs() leaves out all work of an owner, or of those without one", async () => {
    await using opened = await open();
    const { store } = opened;
    for (const [runId, owner] of [
      ["a", "ann"],
      ["b", null],
      ["c", "bob"],
    ] as const)
      await addJob(store, { runId, owner, phase: "QUEUED" }, 1);
    assert.equal(runIds(await store.readyJobs(10, [{ ownedBy: "ann" }])), "b c");
    assert.equal(runIds(await store.readyJobs(10, [{ ownedBy: null }, { ownedBy: "bob" }])), "a");
  });

  test("readyJobs() gives the higher priority first, then the older", async () => {
    await using opened = await open();
    const { store } = opened;
    await addJob(store, { runId: "a", phase: "QUEUED", createdAt: 50 }, 1);
    await addJob(store, { runId: "b", phase: "QUEUED", priority: 5, createdAt: 40 }, 1);
    await addJob(store, { runId: "c", phase: "EXECUTING", createdAt: 10 }, 1);
    await addJob(store, { runId: "d", phase: "QUEUED", priority: 5, createdAt: 1 }, 1);
    await addJob(store, { runId: "e", phase: "QUEUED", priority: -1, createdAt: 1 }, 1);
    assert.equal(runIds(await store.readyJobs(10)), "b d a c e");
    assert.equal(runIds(await store.readyJobs(2)), "b d");
  });

  test("readyJobs() leaves out jobs that may not run or have nothing that waits", async () => {
    await using opened = await open();
    const { store } = opened;
    const phases = [
      "PENDING",
      "HELD",
      "SUSPENDED",
      "UNKNOWN",
      "COMPLETED",
      "ERROR",
      "ABORTED",
      "ARCHIVED",
    ] as const;
    for (const phase of phases) await addJob(store, { phase }, 1);
    await addJob(store, { phase: "QUEUED" });
    await addJob(store, { phase: "QUEUED", deleted: true }, 1);
    const job = await addJob(store, { phase: "QUEUED", runId: "a" }, 1);
    assert.equal(runIds(await store.readyJobs(10)), "a");
    await store.transact((tx) => changeItem(tx, job.id, 0, { phase: "running" }));
    assert.deepEqual(await store.readyJobs(10), []);
    await store.transact((tx) => changeItem(tx, job.id, 0, { phase: "waiting" }));
    assert.equal(runIds(await store.readyJobs(10)), "a");
  });

  test("readyJobs() leaves out the work that may not start now", async () => {
    await using opened = await open();
    const { store } = opened;
    const jobs: readonly Partial<Job>[] = [
      { runId: "a", type: "x", owner: "ann" },
      { runId: "b", type: "x", owner: "bob" },
      { runId: "c", type: "x", owner: null },
      { runId: "d", type: "y", owner: "ann" },
      { runId: "e", type: "y", owner: null },
    ];
    for (const job of jobs) await addJob(store, { ...job, phase: "QUEUED" }, 1);
    const [newest] = await store.jobs({ limit: 1 });
    const cases: readonly (readonly [readonly BlockedWork[], string])[] = [
      [[], "a b c d e"],
      [[{ type: "x" }], "d e"],
      [[{ type: "x", owner: "ann" }], "b c d e"],
      [[{ type: "x", owner: null }], "a b d e"],
      [[{ job: newest?.id ?? "" }], "a b c d"],
      [[{ type: "x", owner: "bob" }, { type: "y", owner: "ann" }, { job: newest?.id ?? "" }], "a c"],
      [[{ type: "x" }, { type: "y" }], ""],
    ];
    for (const [without, want] of cases) {
      assert.equal(runIds(await store.readyJobs(9, without)), want, JSON.stringify(without));
    }
    assert.equal(runIds(await store.readyJobs(1, [{ type: "x" }])), "d");
  });

  test("dueJobs() finds a job when its destruction is reached, and not before", async () => {
    await using opened = await open();
    const { store } = opened;
    await addJobs(store, [
      { runId: "late", destructionAt: 3000 },
      { runId: "soon", destructionAt: 2000, phase: "COMPLETED" },
      { runId: "never" },
      { runId: "deleted", destructionAt: 1, deleted: true },
      { runId: "archived", destructionAt: 1, phase: "ARCHIVED" },
    ]);
    assert.equal(await store.nextDue(), 2000);
    assert.equal(runIds(await store.dueJobs(1999, 9)), "");
    assert.equal(runIds(await store.dueJobs(2000, 9)), "soon");
    assert.equal(runIds(await store.dueJobs(3000, 9)), "soon late");
    assert.equal(runIds(await store.dueJobs(3000, 1)), "soon");
  });

  test("dueJobs() finds a job that has used its execution duration up, counting earlier executions", async () => {
    await using opened = await open();
    const { store } = opened;
    const job = await addJob(store, { runId: "a", executionDurationSeconds: 10, phase: "QUEUED" });
    await addJob(store, { runId: "unlimited", phase: "EXECUTING", executingSince: 1 });
    assert.equal(await store.nextDue(), undefined);
    const executing: Job = { ...job, phase: "EXECUTING", executingSince: 50_000, executedMs: 4000 };
    await store.transact((tx) => tx.saveJob(executing));
    assert.equal(await store.nextDue(), 56_000);
    assert.equal(runIds(await store.dueJobs(55_999, 9)), "");
    assert.equal(runIds(await store.dueJobs(56_000, 9)), "a");
    await store.transact((tx) => tx.saveJob({ ...executing, destructionAt: 52_000 }));
    assert.equal(await store.nextDue(), 52_000);
    await store.transact((tx) => tx.saveJob({ ...executing, phase: "SUSPENDED", executingSince: null }));
    assert.equal(await store.nextDue(), undefined);
    await store.transact((tx) =>
      tx.saveJob({ ...executing, executionDurationSeconds: Number.MAX_SAFE_INTEGER }),
    );
    assert.equal(await store.nextDue(), undefined);
  });
}

async function addJobs(store: Store, jobs: readonly Partial<Job>[]): Promise<void> {
  for (const job of jobs) await addJob(store, job);
}

async function listed(store: Store, query: JobQuery): Promise<string> {
  return runIds(await store.jobs(query));
}

function runIds(jobs: readonly Job[]): string {
  return jobs.map((job) => mustFind(job.runId ?? undefined)).join(" ");
}
