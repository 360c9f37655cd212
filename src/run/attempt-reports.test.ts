import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { addJob, changeItem, sampleAttempt, samplePlan } from "../../test/conformance/store/samples.ts";
import { systemClock } from "../core/mod.ts";
import type { Attempt } from "../job/mod.ts";
import { type Store, openSqliteStore } from "../store/mod.ts";
import type { ItemReportWithFiles } from "./agent-protocol.ts";
import { AttemptReports } from "./attempt-reports.ts";
import { dataFolder } from "./data-folder.ts";
import { findFiles } from "./found-files.ts";
import { ResultFiles } from "./result-files.ts";

let folder: string;
let store: Store;
let files: ResultFiles;
let reports: AttemptReports;
let attempt: Attempt;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runyard-reports-"));
  store = await openSqliteStore({ folder, durable: false });
  files = new ResultFiles(dataFolder(folder));
  reports = new AttemptReports(store, files, systemClock, new Map());
  const { id } = await addJob(store, { phase: "EXECUTING", plan: samplePlan, executingSince: 1 }, 2);
  attempt = sampleAttempt(id, { phase: "running", item: null });
  await store.transact(async (tx) => {
    await tx.insertAttempt(attempt);
    await changeItem(tx, id, 0, { phase: "running", attempt: attempt.id });
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("next() keeps the files of an item whose report comes again after they were published", async () => {
  leave("out.txt");
  // A server that was killed before it could commit.
  files.publish(place(), attempt.job, attempt.id, "results/0");
  await next(0, 0);
  assert.deepEqual(await resultIds(), ["i0/out.txt"]);
});

test("next() gives an item the files of its own try alone, and forgets those of one that is done again", async () => {
  leave("first.txt");
  await next(0, 1);
  const left = files.path(attempt.job, attempt.id, "results", "0");
  assert.equal(existsSync(left), false);
  await store.transact((tx) => changeItem(tx, attempt.job, 0, { phase: "running", attempt: attempt.id }));
  // Its server was killed before it could forget them.
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, "first.txt"), "");
  await next(1, 0);
  assert.deepEqual(await resultIds(), []);
});

test("next() tells where the files of a later try are", async () => {
  await store.transact((tx) => changeItem(tx, attempt.job, 0, { failures: 1 }));
  leave("second.txt");
  await next(1, 0);
  assert.deepEqual(await resultIds(), ["i0/second.txt"]);
  const [result] = await store.results(attempt.job);
  assert.ok(existsSync(files.path(attempt.job, attempt.id, "results", result?.path ?? "")));
});

function place(): string {
  return join(folder, "attempt");
}

function leave(name: string): void {
  mkdirSync(join(place(), "results", "0"), { recursive: true });
  writeFileSync(join(place(), "results", "0", name), "");
}

async function next(count: number, status: number): Promise<void> {
  const report: ItemReportWithFiles = {
    ...{ index: 0, try: count, outcome: { kind: "exit", status }, startedAt: 2000, endedAt: 3000 },
    ...{ stdout: { from: 0, to: 0 }, stderr: { from: 0, to: 0 }, result: null, resultPackage: null },
    ...{ files: (await findFiles(join(place(), "results", "0"))).files, errorTail: "" },
  };
  const ends = { stdout: 0, stderr: 0 };
  await reports.next(attempt.id, [report], { ends, hold: 0 }, place());
}

async function resultIds(): Promise<readonly string[]> {
  return (await store.results(attempt.job)).map(({ id }) => id);
}
