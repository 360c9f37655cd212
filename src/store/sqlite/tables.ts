import type {
  Attempt,
  Firing,
  Item,
  ItemCounts,
  Job,
  JobEvent,
  Result,
  ScheduleState,
} from "../../job/mod.ts";
import type { KeptNotice } from "../store.ts";
import type { Row } from "./database.ts";
import { Mapping } from "./mapping.ts";

/** What `saveJob` writes: everything but the sequence number and the item counts, which are the store's own. */
export const jobTable: Mapping<Omit<Job, "sequence" | "items">> = new Mapping<
  Omit<Job, "sequence" | "items">
>(["id"], {
  id: "plain",
  type: "plain",
  phase: "plain",
  owner: "plain",
  runId: "plain",
  priority: "plain",
  createdAt: "plain",
  queuedAt: "plain",
  startedAt: "plain",
  endedAt: "plain",
  executionDurationSeconds: "plain",
  executedMs: "plain",
  executingSince: "plain",
  destructionAt: "plain",
  parameters: "json",
  plan: "json",
  fence: "plain",
  error: "json",
  retryOf: "plain",
  deleted: "boolean",
});

/** The store's own columns of a job. */
const ownTable: Mapping<{ sequence: number }> = new Mapping<{ sequence: number }>(["sequence"], {
  sequence: "plain",
});
const countTable: Mapping<ItemCounts> = new Mapping<ItemCounts>([], {
  waiting: "plain",
  running: "plain",
  complete: "plain",
  failed: "plain",
  blocked: "plain",
});

/** All columns of a job. */
export const jobColumns: string = [ownTable, jobTable, countTable].map((table) => table.columns).join(", ");

/** A job from a row of {@link jobColumns}. */
export function readJob(row: Row): Job {
  return { ...ownTable.read(row), ...jobTable.read(row), items: countTable.read(row) };
}

export const itemTable: Mapping<Item> = new Mapping<Item>(["job", "index"], {
  job: "plain",
  index: "plain",
  name: "plain",
  value: "plain",
  phase: "plain",
  failures: "plain",
  losses: "plain",
  attempt: "plain",
  startedAt: "plain",
  endedAt: "plain",
  outcome: "json",
  stdout: "json",
  stderr: "json",
  result: "json",
  resultPackage: "json",
});

export const attemptTable: Mapping<Attempt> = new Mapping<Attempt>(["id"], {
  id: "plain",
  job: "plain",
  fence: "plain",
  instance: "plain",
  item: "plain",
  itemsTaken: "plain",
  dismissed: "boolean",
  agent: "plain",
  phase: "plain",
  claimedAt: "plain",
  startedAt: "plain",
  endedAt: "plain",
  pid: "plain",
  outcome: "json",
  usage: "json",
  output: "plain",
  stdoutBytes: "plain",
  stderrBytes: "plain",
});

export const resultTable: Mapping<Result> = new Mapping<Result>(["job", "id"], {
  job: "plain",
  id: "plain",
  attempt: "plain",
  item: "plain",
  path: "plain",
  sizeBytes: "plain",
  sha256: "plain",
  mediaType: "plain",
});

export const eventTable: Mapping<JobEvent> = new Mapping<JobEvent>(["sequence"], {
  sequence: "plain",
  job: "plain",
  type: "plain",
  owner: "plain",
  at: "plain",
  change: "json",
});

export const noticeTable: Mapping<KeptNotice> = new Mapping<KeptNotice>(["target", "subject", "kind"], {
  target: "plain",
  subject: "plain",
  kind: "plain",
  count: "plain",
  firstAt: "plain",
  at: "plain",
  refusal: "plain",
  facts: "json",
});

export const scheduleTable: Mapping<ScheduleState> = new Mapping<ScheduleState>(["id"], {
  id: "plain",
  timing: "plain",
  since: "plain",
  lastDue: "plain",
  paused: "json",
  lastJob: "plain",
  isOpen: "boolean",
  lastPhase: "plain",
  failures: "plain",
  skipped: "plain",
  properties: "json",
  lateDue: "plain",
});

export const firingTable: Mapping<Firing> = new Mapping<Firing>(["schedule", "due"], {
  schedule: "plain",
  due: "plain",
  until: "plain",
  count: "plain",
  at: "plain",
  isManual: "boolean",
  isLate: "boolean",
  decision: "plain",
  reason: "plain",
  job: "plain",
});
