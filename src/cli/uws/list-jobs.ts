import type { UwsJobSummary, UwsPhase } from "../../uws/client/mod.ts";
import type { Output } from "../output.ts";
import { phaseCell } from "../phase-cell.ts";
import type { Column } from "../table.ts";
import { openService } from "./open-service.ts";

const columns: readonly Column[] = [
  { title: "PHASE" },
  { title: "CREATED" },
  { title: "RUN ID", shrinks: true },
  { title: "JOB" },
];

/** Which of them. */
export interface UwsListOptions {
  readonly phases: readonly UwsPhase[];
  readonly limit: number;
}

/** `runyard jobs URL`: the jobs that a UWS service lists for whoever asks. */
export async function listUwsJobs(
  output: Output,
  address: string,
  { phases, limit }: UwsListOptions,
): Promise<void> {
  const jobs: UwsJobSummary[] = [];
  // Older services know neither filter, and send them all.
  for await (const job of openService(address).jobs({ phase: phases, last: limit })) {
    if (phases.length > 0 && !phases.includes(job.phase)) continue;
    if (jobs.push(job) >= limit) break;
  }
  output.list(jobs, columns, (job) => [
    phaseCell(job.phase),
    output.instant(job.creationTime?.toISOString() ?? null),
    job.runId ?? "",
    job.url,
  ]);
  if (jobs.length === 0 && output.notesOnTerminal) output.note("No job fits");
}
