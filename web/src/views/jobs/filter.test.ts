import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobRow } from "../../api/job-row.ts";
import { filterJobs, isNarrow, readFilter } from "./filter.ts";
import { phaseHistory } from "./phase-history.ts";

const now = Date.parse("2026-03-01T12:00:00Z");

function job(id: string, change: Partial<JobRow> = {}): JobRow {
  return {
    id,
    type: "render",
    phase: "COMPLETED",
    owner: null,
    runId: null,
    priority: 0,
    createdAt: "2026-03-01T11:00:00.000Z",
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    destructionAt: null,
    executionDurationSeconds: 0,
    executedMs: 0,
    waitsFor: null,
    hasAgenda: false,
    items: { waiting: 0, running: 0, complete: 1, failed: 0, blocked: 0 },
    error: null,
    retryOf: null,
    ...change,
  };
}

function found(query: string, jobs: readonly JobRow[]): readonly string[] {
  return filterJobs(jobs, readFilter(new URLSearchParams(query)), now).map(({ id }) => id);
}

const jobs = [
  job("a", { owner: "ann", runId: "Night one", createdAt: "2026-03-01T11:59:00.000Z" }),
  job("b", { type: "count", phase: "ERROR", createdAt: "2026-03-01T11:30:00.000Z" }),
  job("c", { phase: "EXECUTING", createdAt: "2026-02-20T00:00:00.000Z" }),
];

test("filterJobs() shows what the address says, newest first", () => {
  assert.deepEqual(found("", jobs), ["a", "b", "c"]);
  assert.deepEqual(found("phase=ERROR&phase=EXECUTING", jobs), ["b", "c"]);
  assert.deepEqual(found("type=count", jobs), ["b"]);
  assert.deepEqual(found("owner=ann", jobs), ["a"]);
  assert.deepEqual(found("text=one+night", jobs), ["a"]);
  assert.deepEqual(found("within=1h", jobs), ["a", "b"]);
  assert.deepEqual(found("within=nonsense&sort=nonsense", jobs).toSorted(), ["a", "b", "c"]);
});

test("filterJobs() sorts by a column, from either end", () => {
  assert.deepEqual(found("sort=type", jobs), ["b", "a", "c"]);
  assert.deepEqual(found("sort=-type", jobs), ["a", "c", "b"]);
  assert.deepEqual(found("sort=created", jobs), ["c", "b", "a"]);
});

test("isNarrow() tells whether anything is left out", () => {
  assert.equal(isNarrow(readFilter(new URLSearchParams("sort=type&plot=24h"))), false);
  assert.equal(isNarrow(readFilter(new URLSearchParams("text=x"))), true);
});

test("phaseHistory() counts what waited, ran and ended, step by step", () => {
  const at = (minutesAgo: number): string => new Date(now - minutesAgo * 60_000).toISOString();
  const history = phaseHistory(
    [
      job("x", { queuedAt: at(50), startedAt: at(40), endedAt: at(20) }),
      job("y", { queuedAt: at(30), phase: "QUEUED" }),
      job("z", { queuedAt: at(200), startedAt: at(100), endedAt: at(90) }),
      job("f", { queuedAt: at(15), startedAt: at(15), endedAt: at(10), phase: "ERROR" }),
    ],
    3_600_000,
    now,
  );
  const stepAt = (minutesAgo: number): number =>
    history.times.findIndex((seconds) => seconds * 1000 > now - minutesAgo * 60_000);
  assert.equal(history.waiting[stepAt(45)], 1);
  assert.equal(history.waiting[stepAt(35)], 0);
  assert.equal(history.running[stepAt(35)], 1);
  assert.equal(history.running[stepAt(5)], 0);
  assert.equal(history.waiting.at(-1), 1);
  const sum = (list: readonly number[]): number => list.reduce((total, count) => total + count, 0);
  assert.deepEqual([sum(history.ended), sum(history.failed)], [2, 1]);
});

test("phaseHistory() shows a job that ran for a part of a step by that part, and the last step as it is now", () => {
  const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString();
  const { running, ended } = phaseHistory(
    [
      job("short", { queuedAt: at(85), startedAt: at(85), endedAt: at(79) }),
      job("new", { queuedAt: at(1), startedAt: at(1), phase: "EXECUTING" }),
    ],
    3_600_000,
    now,
  );
  assert.deepEqual(running.slice(-4), [0, 0.2, 0, 1]);
  assert.deepEqual(ended.slice(-4), [0, 1, 0, 0]);
});
