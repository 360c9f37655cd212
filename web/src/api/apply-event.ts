import type { EventView } from "../../../src/server/api.ts";
import type { JobRow } from "./job-row.ts";

const ends: ReadonlySet<string> = new Set(["COMPLETED", "ERROR", "ABORTED"]);

/** A job after an event, as far as the event tells; undefined where it is gone. */
export function applyEvent(row: JobRow | undefined, event: EventView): JobRow | undefined {
  const { change } = event;
  if (change.kind === "deleted") return undefined;
  const known = row ?? newRow(event);
  if (change.kind === "phase") return afterPhase(known, change["to"] as JobRow["phase"], event.at);
  if (change.kind === "item") return afterItem(known, change["from"], change["to"]);
  return known;
}

function newRow({ job, type, owner, at }: EventView): JobRow {
  return {
    id: job,
    type,
    owner,
    phase: "PENDING",
    runId: null,
    priority: 0,
    createdAt: at,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    destructionAt: null,
    executionDurationSeconds: 0,
    executedMs: 0,
    waitsFor: null,
    hasAgenda: false,
    items: { waiting: 0, running: 0, complete: 0, failed: 0, blocked: 0 },
    error: null,
    retryOf: null,
  };
}

function afterPhase(row: JobRow, phase: JobRow["phase"], at: string): JobRow {
  return {
    ...row,
    phase,
    queuedAt: phase === "QUEUED" ? (row.queuedAt ?? at) : row.queuedAt,
    startedAt: phase === "EXECUTING" ? (row.startedAt ?? at) : row.startedAt,
    endedAt: ends.has(phase) ? (row.endedAt ?? at) : row.endedAt,
    waitsFor: phase === "QUEUED" ? row.waitsFor : null,
  };
}

/** The job's own counts, which are read again for jobs in sight, go before these. */
function afterItem(row: JobRow, from: unknown, to: unknown): JobRow {
  const [before, after] = [from, to] as [keyof JobRow["items"], keyof JobRow["items"]];
  const items = { ...row.items };
  if (items[before] === 0) return row;
  items[before]--;
  items[after]++;
  return { ...row, items, waitsFor: null };
}
