import { type JobScope } from "../../api/live-jobs.ts";
import type { JobRow } from "../../api/job-row.ts";

/** Which jobs are shown, in which order: all of it stands in the address. */
export interface JobFilter extends JobScope {
  /** Words that a job must all have somewhere. */
  readonly text: string;
  /** Created within so long; null: whenever. */
  readonly withinMs: number | null;
  /** A column, `-` before it: from its end. */
  readonly sort: string;
}

/** The times that may be chosen, as the address has them. */
export const spans: Readonly<Record<string, number>> = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 604_800_000,
};

export const defaultSort = "-created";

/** Reads a filter from an address. */
export function readFilter(query: URLSearchParams): JobFilter {
  return {
    types: query.getAll("type"),
    phases: query.getAll("phase"),
    owner: query.get("owner") ?? "",
    text: query.get("text") ?? "",
    withinMs: spans[query.get("within") ?? ""] ?? null,
    sort: query.get("sort") ?? defaultSort,
  };
}

/** Whether it leaves anything out. */
export function isNarrow({ types, phases, owner, text, withinMs }: JobFilter): boolean {
  return types.length + phases.length > 0 || owner !== "" || text.trim() !== "" || withinMs !== null;
}

/** The jobs that it shows, in its order. */
export function filterJobs(jobs: Iterable<JobRow>, filter: JobFilter, now: number): readonly JobRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const [types, phases] = [new Set(filter.types), new Set<string>(filter.phases)];
  const since = filter.withinMs === null ? "" : new Date(now - filter.withinMs).toISOString();
  const found = [...jobs].filter(
    (job) =>
      (types.size === 0 || types.has(job.type)) &&
      (phases.size === 0 || phases.has(job.phase)) &&
      (filter.owner === "" || job.owner === filter.owner) &&
      job.createdAt >= since &&
      words.every((word) => hasWord(job, word)),
  );
  return sorted(found, filter.sort);
}

function hasWord({ id, type, owner, runId, phase, waitsFor, error }: JobRow, word: string): boolean {
  return [id, type, owner, runId, phase, waitsFor, error?.message].some(
    (text) => text != null && text.toLowerCase().includes(word),
  );
}

type SortKey = (job: JobRow) => string | number;

const sortKeys: Readonly<Record<string, SortKey>> = {
  phase: ({ phase }) => phase,
  type: ({ type }) => type,
  created: ({ createdAt }) => createdAt,
  duration: ({ startedAt, endedAt, executedMs }) =>
    startedAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(startedAt) : executedMs,
  owner: ({ owner }) => owner ?? "",
  priority: ({ priority }) => priority,
};

/** By one key, worked out once for each job; what is equal stays newest first. */
function sorted(jobs: readonly JobRow[], sort: string): readonly JobRow[] {
  const name = sort.replace(/^-/, "");
  const key = (Object.hasOwn(sortKeys, name) ? sortKeys[name] : undefined) ?? sortKeys["created"];
  if (key === undefined) return jobs;
  const direction = sort.startsWith("-") ? -1 : 1;
  return jobs
    .map((job) => ({ job, key: key(job) }))
    .toSorted((one, other) =>
      one.key === other.key
        ? compare(other.job.createdAt, one.job.createdAt)
        : direction * compare(one.key, other.key),
    )
    .map(({ job }) => job);
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
