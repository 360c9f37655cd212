import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import type { Cell } from "../cell.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { itemsDone, timeTaken } from "../job-figures.ts";
import { collect, parseCount } from "../option-values.ts";
import { phaseCell } from "../phase-cell.ts";
import type { Output } from "../output.ts";
import type { Column } from "../table.ts";

interface JobsOptions {
  readonly type?: readonly string[];
  readonly phase?: readonly string[];
  readonly limit: number;
}

const columns: readonly Column[] = [
  { title: "ID" },
  { title: "TYPE", shrinks: true },
  { title: "PHASE" },
  { title: "ITEMS", align: "right" },
  { title: "CREATED" },
  { title: "TOOK" },
  { title: "RUN ID", shrinks: true },
];

/** Enough to tell jobs apart by eye; every command takes it. */
const SHOWN_OF_ID = 10;

/** `runyard jobs`: the newest jobs. */
export function jobsCommand(): Command {
  return new Command("jobs")
    .description(
      "Lists jobs, newest first. A terminal shows the beginning of each id, which every command takes.",
    )
    .argument("[url]", "the job list of any UWS service, in place of the server's")
    .option("--type <name>", "only jobs of this type; may be repeated", collect)
    .option("--phase <phase>", "only jobs in this phase; may be repeated", collect)
    .option("--limit <number>", "at most so many", parseCount, 20)
    .addHelpText(
      "after",
      helpText(
        [
          "runyard jobs",
          "runyard jobs --type periodogram --phase ERROR --limit 100",
          "runyard jobs --json",
          "runyard jobs https://archive.example/tap/async",
        ],
        "0 also where no job fits",
      ),
    )
    .action(listJobs);
}

async function listJobs(list: string | undefined, options: JobsOptions, command: Command): Promise<void> {
  const { client, output } = makeContext(command);
  if (list !== undefined) {
    if (options.type !== undefined) command.error("error: a UWS service has no job types: leave out --type");
    const phases = (options.phase ?? []).map((phase) => phase.toUpperCase());
    const { listUwsJobs } = await import("../uws/list-jobs.ts");
    await listUwsJobs(output, list, { phases, limit: options.limit });
    return;
  }
  const filter = new URLSearchParams();
  for (const type of options.type ?? []) filter.append("type", type);
  for (const phase of options.phase ?? []) filter.append("phase", phase.toUpperCase());
  const jobs = await client.jobs(filter, options.limit);
  output.list(jobs, columns, (job) => row(job, output));
  if (jobs.length === 0 && output.notesOnTerminal) output.note("No job fits");
}

function row(job: JobView, output: Output): readonly Cell[] {
  return [
    output.onTerminal ? job.id.slice(0, SHOWN_OF_ID) : job.id,
    job.type,
    phaseCell(job.phase),
    itemsDone(job),
    output.instant(job.createdAt),
    timeTaken(job),
    job.runId ?? "",
  ];
}
