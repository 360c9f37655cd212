import { makeJobId, makeToken } from "../../../src/core/mod.ts";
import { type Attempt, type Item, type Job, type NewItem, type Plan, noItems } from "../../../src/job/mod.ts";
import type { Store, StoreTransaction } from "../../../src/store/mod.ts";

/** A job that waits for nothing, with the fields that a test is about. */
export function sampleJob(fields: Partial<Job> = {}): Omit<Job, "sequence"> {
  return {
    id: makeJobId(),
    type: "sleep",
    phase: "PENDING",
    owner: null,
    runId: null,
    priority: 0,
    createdAt: 1000,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    executionDurationSeconds: 0,
    executedMs: 0,
    executingSince: null,
    destructionAt: null,
    parameters: {},
    plan: null,
    items: noItems,
    fence: 0,
    error: null,
    retryOf: null,
    deleted: false,
    ...fields,
  };
}

export function sampleAttempt(job: string, fields: Partial<Attempt> = {}): Attempt {
  return {
    id: makeToken(),
    job,
    fence: 1,
    instance: 0,
    item: null,
    itemsTaken: 0,
    dismissed: false,
    agent: "local",
    phase: "claimed",
    claimedAt: 2000,
    startedAt: null,
    endedAt: null,
    pid: null,
    outcome: null,
    usage: null,
    output: "agent",
    stdoutBytes: 0,
    stderrBytes: 0,
    ...fields,
  };
}

export const samplePlan: Plan = {
  runner: "command",
  recipe: { argv: ["sleep", "{item}"], note: 'quotes " and \\ and ☃' },
  workingFolder: null,
  passEnvironment: ["LC_*"],
  setEnvironment: { A: "b" },
  hasAgenda: true,
  instances: 2,
  retry: { item: 1, instance: 2 },
  allowFailed: { percent: 5 },
  graceMs: 5000,
  outputLimitBytes: 10_000,
  resultLimitBytes: 20_000,
  leaveChildren: false,
};

/** Items named after their place: i0, i1 … */
export function sampleItems(count: number): readonly NewItem[] {
  return Array.from({ length: count }, (_, index) => ({ name: `i${index}`, value: `value ${index}` }));
}

/** Puts a job with so many waiting items into the store, in a work of its own. */
export function addJob(store: Store, fields: Partial<Job> = {}, items = 0): Promise<Job> {
  return store.transact(async (tx) => {
    const job = await tx.insertJob(sampleJob(fields), 1000);
    if (items > 0) await tx.insertItems(job.id, sampleItems(items));
    return mustFind(await tx.job(job.id));
  });
}

/** Changes some fields of an item. */
export async function changeItem(
  tx: StoreTransaction,
  job: string,
  index: number,
  fields: Partial<Item>,
): Promise<void> {
  await tx.saveItem({ ...mustFind(await tx.item(job, index)), ...fields });
}

/** What must be there, or the test fails. */
export function mustFind<T>(value: T | undefined): T {
  if (value === undefined)
    throw new Error("Cannot go on with the test: what it put into the store is not there");
  return value;
}
