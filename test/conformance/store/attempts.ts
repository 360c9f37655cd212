import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attempt, Result } from "../../../src/job/mod.ts";
import type { StoreKind } from "./kind.ts";
import { addJob, sampleAttempt } from "./samples.ts";

export function attemptTests({ open }: StoreKind): void {
  test("insertAttempt() and saveAttempt() keep every field", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    const attempt = sampleAttempt(job.id, { item: 0 });
    await opened.store.transact((tx) => tx.insertAttempt(attempt));
    assert.deepEqual(await opened.store.attempt(attempt.id), attempt);
    const ended: Attempt = {
      ...attempt,
      fence: 4,
      instance: 2,
      item: 7,
      agent: "other",
      phase: "ended",
      claimedAt: 1,
      startedAt: 2,
      endedAt: 3,
      pid: 4_194_303,
      outcome: { kind: "launch", reason: "program", system: "ENOENT", what: "/no" },
      usage: { cpuMs: 12.5, peakMemoryBytes: 2 ** 40 },
      output: "file",
      stdoutBytes: 2 ** 41,
      stderrBytes: 1,
    };
    await opened.store.transact((tx) => tx.saveAttempt(ended));
    assert.deepEqual(await opened.store.attempt(attempt.id), ended);
  });

  test("saveAttempt() refuses an attempt that is not there", async () => {
    await using opened = await open();
    const work = opened.store.transact((tx) => tx.saveAttempt(sampleAttempt("0job", { id: "a" })));
    await assert.rejects(work, { code: "not-found", message: 'Cannot save attempt "a": there is none' });
  });

  test("insertAttempt() refuses a fence that the job has given already", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    await opened.store.transact((tx) => tx.insertAttempt(sampleAttempt(job.id)));
    await assert.rejects(opened.store.transact((tx) => tx.insertAttempt(sampleAttempt(job.id))));
    assert.equal((await opened.store.attempts(job.id)).length, 1);
  });

  test("attempts() gives the attempts of a job by their fence", async () => {
    await using opened = await open();
    const [job, other] = [await addJob(opened.store), await addJob(opened.store)];
    await opened.store.transact(async (tx) => {
      for (const fence of [2, 10, 1]) await tx.insertAttempt(sampleAttempt(job.id, { fence }));
      await tx.insertAttempt(sampleAttempt(other.id));
    });
    assert.deepEqual(
      (await opened.store.attempts(job.id)).map((attempt) => attempt.fence),
      [1, 2, 10],
    );
    assert.equal(await opened.store.attempt("missing"), undefined);
  });

  test("liveAttempts() gives what is not ended, of all agents or of one, with the job's type and owner", async () => {
    await using opened = await open();
    const job = await addJob(opened.store, { type: "render", owner: "ann" });
    const other = await addJob(opened.store, { phase: "SUSPENDED" });
    await opened.store.transact(async (tx) => {
      await tx.insertAttempt(sampleAttempt(job.id, { id: "a", item: 5, phase: "running" }));
      await tx.insertAttempt(sampleAttempt(job.id, { id: "b", fence: 2, phase: "ended" }));
      await tx.insertAttempt(
        sampleAttempt(other.id, { id: "c", agent: "far", phase: "ending", instance: 1 }),
      );
    });
    const a = {
      id: "a",
      job: job.id,
      type: "render",
      owner: "ann",
      agent: "local",
      phase: "running",
      instance: 0,
      item: 5,
      isSuspended: false,
    };
    const c = {
      id: "c",
      job: other.id,
      type: "sleep",
      owner: null,
      agent: "far",
      phase: "ending",
      instance: 1,
      item: null,
      isSuspended: true,
    };
    assert.deepEqual(await opened.store.liveAttempts(), [a, c]);
    assert.deepEqual(await opened.store.liveAttempts("far"), [c]);
    assert.deepEqual(await opened.store.liveAttempts("nobody"), []);
  });

  test("output() gives the part that was asked for, byte by byte", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    const attempt = sampleAttempt(job.id);
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await opened.store.transact(async (tx) => {
      await tx.insertAttempt(attempt);
      await tx.insertOutput(attempt.id, "stdout", bytes);
      await tx.insertOutput(attempt.id, "stderr", new Uint8Array());
    });
    const part = async (stream: "stdout" | "stderr", offset: number, length: number) => [
      ...(await opened.store.output(attempt.id, stream, offset, length)),
    ];
    assert.deepEqual(await part("stdout", 0, 256), [...bytes]);
    assert.deepEqual(await part("stdout", 0, 2), [0, 1]);
    assert.deepEqual(await part("stdout", 200, 2), [200, 201]);
    assert.deepEqual(await part("stdout", 254, 100), [254, 255]);
    assert.deepEqual(await part("stdout", 256, 1), []);
    assert.deepEqual(await part("stdout", 1000, 1), []);
    assert.deepEqual(await part("stderr", 0, 1), []);
    assert.equal((await opened.store.output("missing", "stdout", 0, 1)).length, 0);
  });

  test("insertResults() keeps every field, and the newer of two with the same id", async () => {
    await using opened = await open();
    const job = await addJob(opened.store);
    const result = (id: string, fields: Partial<Result> = {}): Result => ({
      job: job.id,
      id,
      attempt: "first",
      item: 0,
      path: `deep/${id}`,
      sizeBytes: 2 ** 40,
      sha256: "ab".repeat(32),
      mediaType: "application/fits",
      ...fields,
    });
    await opened.store.transact((tx) =>
      tx.insertResults([result("b"), result("a"), result("c", { item: 3 })]),
    );
    await opened.store.transact((tx) => tx.insertResults([result("a", { attempt: "second" })]));
    const want = [result("a", { attempt: "second" }), result("b"), result("c", { item: 3 })];
    assert.deepEqual(await opened.store.results(job.id), want);
    assert.deepEqual(await opened.store.result(job.id, "b"), result("b"));
    const page = await opened.store.results(job.id, { after: { item: 0, id: "a" }, limit: 1 });
    assert.deepEqual(page, [result("b")]);
    assert.deepEqual(await opened.store.results(job.id, { after: { item: 0, id: "b" } }), want.slice(2));
    assert.deepEqual(await opened.store.results(job.id, { after: { item: 2, id: "gone" } }), want.slice(2));
    assert.deepEqual(await opened.store.results(job.id, { after: { item: 3, id: "c" } }), []);
    assert.equal(await opened.store.result(job.id, "missing"), undefined);
  });
}
