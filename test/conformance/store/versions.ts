import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attempt, Change, Item, Job, Plan, Result } from "../../../src/job/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, sampleAttempt, sampleJob } from "./samples.ts";

export function versionTests({ openVersion1, openNewer }: StoreKind): void {
  test("opening brings a store of version 1 to the newest, with all that it holds", async () => {
    await using opened = await openVersion1();
    const { store } = opened;
    assert.deepEqual(await store.jobs({}), [pendingJob, endedJob]);
    assert.deepEqual(await store.items(endedJob.id), items);
    assert.deepEqual(await store.attempts(endedJob.id), [attempt]);
    assert.deepEqual(await store.results(endedJob.id), [result]);
    assert.equal(Buffer.from(await store.output(attempt.id, "stdout", 0, 99)).toString(), "42\n");
    assert.deepEqual(
      (await store.events({ after: 0, limit: 99 })).map((event) => event.change),
      changes,
    );
    assert.deepEqual(await opened.faults(), []);
    assert.equal(await store.nextDue(), pendingJob.destructionAt);
    const next = await addJob(store, {}, 1);
    assert.equal(next.sequence, 3);
    await opened.reopen();
    assert.equal((await opened.store.jobs({})).length, 3);
  });

  test("opening refuses a store of a later version, and names both", async () => {
    await assert.rejects(openNewer(), {
      code: "store-unusable",
      message: /^Cannot open the store ".+": it has version 1000, and this program knows versions up to \d+$/,
    });
  });
}

/** What a store of version 1 holds in the tests: its fixtures were written from this, and neither ever changes. */
const plan: Plan = {
  runner: "command",
  recipe: { argv: ["sleep", "{item}"], note: 'quotes " and \\ and ☃' },
  workingFolder: null,
  passEnvironment: ["LC_*"],
  setEnvironment: { B: "c" },
  hasAgenda: true,
  instances: 2,
  retry: { item: 1, instance: 2 },
  allowFailed: { percent: 5 },
  graceMs: 5000,
  outputLimitBytes: 10_000,
  resultLimitBytes: 20_000,
  leaveChildren: false,
};

export const endedJob: Job = {
  ...sampleJob({
    id: "1aaaaaaaaaaaaaaaaaaaaaaaaa",
    type: "render",
    phase: "ERROR",
    owner: "ann",
    runId: "it's run 1",
    priority: 2,
    createdAt: 1_700_000_000_000,
    queuedAt: 1_700_000_000_001,
    startedAt: 1_700_000_000_002,
    endedAt: 1_700_000_000_003,
    executionDurationSeconds: 60,
    executedMs: 1500,
    parameters: { text: "a ☃", several: [1, 2] },
    plan,
    fence: 1,
    error: { type: "fatal", message: "it failed", detail: "all of it" },
  }),
  sequence: 1,
  items: { waiting: 0, running: 0, complete: 1, failed: 1, blocked: 0 },
};

export const pendingJob: Job = {
  ...sampleJob({ id: "2bbbbbbbbbbbbbbbbbbbbbbbbb", destructionAt: 1_800_000_000_000, retryOf: endedJob.id }),
  sequence: 2,
};

export const attempt: Attempt = sampleAttempt(endedJob.id, {
  id: "cccccccccccccccccccccccccc",
  phase: "ended",
  startedAt: 1_700_000_000_002,
  endedAt: 1_700_000_000_003,
  pid: 4711,
  outcome: { kind: "exit", status: 3 },
  usage: { cpuMs: 7, peakMemoryBytes: 1_000_000 },
  output: "store",
  stdoutBytes: 3,
});

export const items: readonly Item[] = [
  {
    job: endedJob.id,
    index: 0,
    name: "frame1",
    value: "/in/frame1",
    phase: "complete",
    failures: 0,
    losses: 1,
    attempt: attempt.id,
    startedAt: 1_700_000_000_002,
    endedAt: 1_700_000_000_003,
    outcome: { kind: "exit", status: 0 },
    stdout: { from: 0, to: 3 },
    stderr: null,
    result: { answer: 42 },
    resultPackage: null,
  },
  {
    job: endedJob.id,
    index: 1,
    name: "frame2",
    value: "/in/frame2",
    phase: "failed",
    failures: 1,
    losses: 0,
    attempt: attempt.id,
    startedAt: 1_700_000_000_002,
    endedAt: 1_700_000_000_003,
    outcome: { kind: "signal", signal: "SIGSEGV" },
    stdout: null,
    stderr: { from: 0, to: 0 },
    result: null,
    resultPackage: null,
  },
];

export const result: Result = {
  job: endedJob.id,
  id: "frame1/out.png",
  attempt: attempt.id,
  item: 0,
  path: "out.png",
  sizeBytes: 12_345,
  sha256: "0123456789abcdef".repeat(4),
  mediaType: "image/png",
};

export const changes: readonly Change[] = [
  { kind: "phase", from: null, to: "ERROR" },
  { kind: "item", index: 0, name: "frame1", from: "waiting", to: "complete" },
  { kind: "note", message: "it's late" },
  { kind: "phase", from: null, to: "PENDING" },
];
