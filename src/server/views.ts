import { formatInstant } from "../core/mod.ts";
import {
  type Attempt,
  type Item,
  type Job,
  type JobEvent,
  type JobType,
  type ParameterSpec,
  type Result,
  type ScalarValue,
  describeOutcome,
} from "../job/mod.ts";
import type { ServerStatus } from "../run/mod.ts";
import { resultUrl } from "../uws/mod.ts";
import type { AttemptView, EventView, ItemView, JobView, ResultView, StatusView, TypeView } from "./api.ts";

/** What a view of a job needs beside the job. */
export interface JobSurroundings {
  /** The server's own address, with no `/` at its end. */
  readonly base: string;
  readonly waitsFor: string | null;
  readonly now: number;
}

/** A job as the JSON API shows it. */
export function jobView(job: Job, { base, waitsFor, now }: JobSurroundings): JobView {
  const href = jobUrl(base, job.id);
  const sinceMs = job.executingSince === null ? 0 : Math.max(0, now - job.executingSince);
  return {
    id: job.id,
    type: job.type,
    phase: job.phase,
    owner: job.owner,
    runId: job.runId,
    priority: job.priority,
    createdAt: formatInstant(job.createdAt),
    queuedAt: instantOrNull(job.queuedAt),
    startedAt: instantOrNull(job.startedAt),
    endedAt: instantOrNull(job.endedAt),
    destructionAt: instantOrNull(job.destructionAt),
    executionDurationSeconds: job.executionDurationSeconds,
    executedMs: Math.round(job.executedMs + sinceMs),
    waitsFor,
    hasAgenda: job.plan?.hasAgenda === true,
    items: { ...job.items },
    error: job.error === null ? null : { ...job.error },
    retryOf: job.retryOf,
    parameters: parametersView(job, href),
    href,
    uws: uwsUrl(job, base),
  };
}

/** The work of a schedule is no service: its jobs are in the list of all jobs alone. */
function uwsUrl({ type, id }: Job, base: string): string {
  return type.includes(":")
    ? `${base}/jobs/${id}`
    : `${base}/services/${encodeURIComponent(type)}/async/${id}`;
}

/** Where a job is in the JSON API. */
export function jobUrl(base: string, id: string): string {
  return `${base}/api/v1/jobs/${id}`;
}

function parametersView(job: Job, href: string): Record<string, unknown> {
  const entries = Object.entries(job.parameters).map(([name, value]) => {
    const url = (index: number): string => `${href}/files/${encodeURIComponent(name)}/${index}`;
    const view = (one: ScalarValue, index: number): unknown => scalarView(one, url(index));
    return [name, isList(value) ? value.map(view) : view(value, 0)] as const;
  });
  return Object.fromEntries(entries);
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function scalarView(value: ScalarValue, url: string): unknown {
  if (typeof value !== "object") return value;
  if (value.kind === "secret") return null;
  return { file: value.name, size: value.sizeBytes, mediaType: value.mediaType, href: url };
}

/** An item as the JSON API shows it. A try that is under way, or was the last, counts as well. */
export function itemView(item: Item): ItemView {
  const counted = item.failures + item.losses;
  return {
    index: item.index,
    name: item.name,
    phase: item.phase,
    tries: counted + (item.phase === "running" || item.phase === "complete" ? 1 : 0),
    startedAt: instantOrNull(item.startedAt),
    endedAt: instantOrNull(item.endedAt),
    durationMs: item.startedAt === null || item.endedAt === null ? null : item.endedAt - item.startedAt,
    exitStatus: item.outcome?.kind === "exit" ? item.outcome.status : null,
    outcome: item.outcome,
    message: item.outcome === null || item.phase === "complete" ? null : describeOutcome(item.outcome),
    result: item.result ?? null,
    progress: item.phase === "complete" ? 1 : (item.resultPackage?.progress ?? null),
    outputs: item.resultPackage?.outputPaths ?? [],
    highlights: item.resultPackage?.highlights ?? [],
    attempt: item.attempt,
  };
}

/** An attempt as the JSON API shows it. */
export function attemptView(attempt: Attempt): AttemptView {
  return {
    id: attempt.id,
    fence: attempt.fence,
    instance: attempt.instance,
    item: attempt.item,
    agent: attempt.agent,
    phase: attempt.phase,
    pid: attempt.pid,
    startedAt: instantOrNull(attempt.startedAt),
    endedAt: instantOrNull(attempt.endedAt),
    outcome: attempt.outcome,
    cpuMs: attempt.usage?.cpuMs ?? null,
    peakMemoryBytes: attempt.usage?.peakMemoryBytes ?? null,
  };
}

/** A result as the JSON API shows it. */
export function resultView(result: Result, base: string): ResultView {
  return {
    id: result.id,
    item: result.item,
    size: result.sizeBytes,
    sha256: result.sha256,
    mediaType: result.mediaType,
    href: resultUrl(jobUrl(base, result.job), result.id),
  };
}

/** An event as the JSON API shows it. */
export function eventView({ sequence, at, job, type, owner, change }: JobEvent): EventView {
  return { sequence, at: formatInstant(at), job, type, owner, change: { ...change } };
}

/** A job type as the JSON API shows it. */
export function typeView(type: JobType, base: string, held: readonly string[]): TypeView {
  return {
    name: type.name,
    title: type.title,
    description: type.description,
    runner: type.runner,
    held: held.includes(type.name),
    parameters: Object.values(type.parameters).map(parameterView),
    uws: `${base}/services/${encodeURIComponent(type.name)}/async`,
  };
}

/** A file's default is a path on the server: only its name is shown, and a secret's not at all. */
function parameterView(spec: ParameterSpec): TypeView["parameters"][number] {
  const shown = isList(spec.default)
    ? spec.default.map((value) => shownDefault(spec, value))
    : shownDefault(spec, spec.default);
  return { ...spec, choices: [...spec.choices], default: shown };
}

function shownDefault(
  spec: ParameterSpec,
  value: string | number | boolean | null,
): string | number | boolean | null {
  if (spec.kind === "secret") return null;
  return spec.kind === "file" && typeof value === "string" ? (value.split("/").at(-1) ?? value) : value;
}

/** How the server is, as the JSON API shows it. */
export function statusView({ counts, ...status }: ServerStatus): StatusView {
  const byType = Map.groupBy(counts, ({ type }) => type);
  return {
    ...status,
    startedAt: formatInstant(status.startedAt),
    jobs: byPhase(counts),
    types: Object.fromEntries(byType.entries().map(([type, some]) => [type, byPhase(some)])),
    agents: status.agents.map((agent) => ({ ...agent })),
  };
}

function byPhase(counts: ServerStatus["counts"]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { phase, jobs } of counts) sums[phase] = (sums[phase] ?? 0) + jobs;
  return sums;
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : formatInstant(at);
}
