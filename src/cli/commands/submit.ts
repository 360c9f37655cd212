import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import { type Assignment, parseAssignment, parseTextAssignment } from "../assignment.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { type NewJob, newJobRequest } from "../new-job-request.ts";
import { collect, parseWhole } from "../option-values.ts";
import { startJob } from "../start-job.ts";

interface SubmitOptions {
  readonly value?: readonly string[];
  readonly wait?: boolean;
  readonly follow?: boolean;
  readonly run: boolean;
  readonly runId?: string;
  readonly priority?: number;
}

const DESCRIPTION = `Starts a job of a type (runyard types lists them) and writes its id.

A parameter is written name=value. name=@file uploads a file, name=@- what comes on standard input.
A parameter that takes several values is given several times. A value that begins with @ goes into --value.`;

const EXAMPLES = [
  "runyard submit periodogram table=@co2.csv --wait",
  "runyard submit checksum files=@a.bin files=@b.bin --follow",
  "sort data.csv | runyard submit periodogram table=@- maximum=20",
  "runyard submit announce --value to=@everybody",
  "ID=$(runyard submit periodogram table=@co2.csv)",
];

/** `runyard submit`: a new job. */
export function submitCommand(): Command {
  return new Command("submit")
    .description(DESCRIPTION)
    .argument("<type>", "the job type")
    .argument("[name=value...]", "its parameters")
    .option(
      "--value <name=value>",
      "a parameter taken as it stands, also where it begins with @; may be repeated",
      collect,
    )
    .option("--wait", "wait for the job's end and list its results")
    .option("--follow", "wait, and write what the job writes")
    .option("--no-run", "only create it: it stays PENDING")
    .option("--run-id <text>", "a name of yours for it")
    .option("--priority <number>", "higher goes first", parseWhole)
    .addHelpText(
      "after",
      helpText(
        EXAMPLES,
        "with --wait or --follow 0 where the job is COMPLETED, 1 where it is not, 130 after Ctrl-C, which leaves it running; 2 for a parameter that is wrong",
      ),
    )
    .action(submit);
}

async function submit(
  type: string,
  texts: readonly string[],
  options: SubmitOptions,
  command: Command,
): Promise<void> {
  const context = makeContext(command);
  const { wait = false, follow = false, run, value = [] } = options;
  if ((wait || follow) && !run)
    command.error("error: a job that is not run can't be waited for: leave out --no-run");
  const assignments = [...texts.map(parseAssignment), ...value.map(parseTextAssignment)];
  const request = await newJobRequest(makeNewJob(type, assignments, options));
  const create = (signal?: AbortSignal): Promise<JobView> =>
    context.client.json("jobs", { method: "POST", ...request, ...(signal === undefined ? {} : { signal }) });
  await startJob(context, create, { wait, follow });
}

function makeNewJob(type: string, assignments: readonly Assignment[], options: SubmitOptions): NewJob {
  return {
    type,
    assignments,
    run: options.run,
    ...(options.runId === undefined ? {} : { runId: options.runId }),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
  };
}
