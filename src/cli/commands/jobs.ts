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
    .option("--type <name>", "only jobs of this type; may be repeated", collect)
    .option("--phase <phase>", "only jobs in this phase; may be repeated", collect)
    .option("--limit <number>", "at most so many", parseCount, 20)
    .addHelpText(
      "after",
      helpText(
        ["runyard jobs", "runyard jobs --type periodogram --phase ERROR --limit 100", "runyard jobs --json"],
        "0 also where no job fits",
      ),
    )
    .action(listJobs);
}

async function listJobs(options: JobsOptions, command: Command): Promise<void> {
  const { client, output } = makeContext(command);
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
