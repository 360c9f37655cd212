import { Command } from "commander";
import { RunyardError } from "../../core/mod.ts";
import { type Assignment, parseAssignment, parseTextAssignment } from "../assignment.ts";
import { type Context, makeContext } from "../context.ts";
import { createJob } from "../create-job.ts";
import { helpText } from "../help-text.ts";
import type { NewJob } from "../new-job-request.ts";
import { collect, parseWhole } from "../option-values.ts";
import { startJob } from "../start-job.ts";
import { isUwsAddress } from "../uws/uws-address.ts";

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
  "runyard submit https://archive.example/tap/async LANG=ADQL 'QUERY=SELECT …' --wait",
];

/** `runyard submit`: a new job. */
export function submitCommand(): Command {
  return new Command("submit")
    .description(DESCRIPTION)
    .argument("<type>", "the job type, or the address of the job list of any UWS service")
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
  if (isUwsAddress(type)) {
    await submitElsewhere(context, type, assignments, options);
    return;
  }
  const job = makeNewJob(type, assignments, options);
  await startJob(context, (signal) => createJob(context, job, signal), { wait, follow });
}

async function submitElsewhere(
  { output }: Context,
  list: string,
  assignments: readonly Assignment[],
  { wait = false, follow, run, runId, priority }: SubmitOptions,
): Promise<void> {
  if (follow === true || priority !== undefined) {
    const [option, unknown] = follow === true ? ["--follow", "a job's output"] : ["--priority", "priorities"];
    throw new RunyardError(
      "bad-request",
      `Cannot use ${option} with "${list}": UWS does not know ${unknown}`,
    );
  }
  const { submitUwsJob } = await import("../uws/submit-job.ts");
  const named = runId === undefined ? {} : { runId };
  await submitUwsJob(output, { list, assignments, run, wait, ...named });
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
