import { type Job, type JobType, type ParameterValue, noItems } from "../job/mod.ts";
import type { CreateRequest } from "./job-service.ts";

/** A job as it is when it was created: PENDING. */
export function newJob(
  id: string,
  type: JobType,
  parameters: Readonly<Record<string, ParameterValue>>,
  request: CreateRequest,
  now: number,
): Omit<Job, "sequence"> {
  const { destructionMs } = type.limits;
  const usual = destructionMs === null ? null : now + destructionMs;
  return {
    id,
    type: type.name,
    phase: "PENDING",
    owner: request.owner,
    runId: request.runId ?? null,
    priority: request.priority ?? type.priority,
    createdAt: now,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    executionDurationSeconds: 0,
    executedMs: 0,
    executingSince: null,
    destructionAt: destructionOf(type, now, request.destructionAt ?? usual),
    parameters,
    plan: null,
    items: noItems,
    fence: 0,
    error: null,
    retryOf: null,
    deleted: false,
  };
}

/** The destruction that is in force: what was asked for, as far as the type allows it; null is never. */
export function destructionOf(type: JobType, createdAt: number, asked: number | null): number | null {
  const { latestDestructionMs } = type.limits;
  if (latestDestructionMs === null) return asked;
  return Math.min(asked ?? Infinity, createdAt + latestDestructionMs);
}

/** The execution duration that is in force: what was asked for, as far as the type allows it; 0 is unlimited. */
export function durationOf(type: JobType, asked: { readonly executionDurationSeconds?: number }): number {
  const most = Math.ceil(type.limits.durationMs / 1000);
  const wanted = asked.executionDurationSeconds ?? most;
  if (most === 0) return wanted;
  return wanted === 0 ? most : Math.min(wanted, most);
}
