import { Command, Option } from "commander";
import { makeContext } from "../context.ts";
import { findAttempt } from "../find-attempt.ts";
import { findItem } from "../find-item.ts";
import { helpText } from "../help-text.ts";
import { interruptible } from "../interruptible.ts";
import { resolveJobId } from "../job-id.ts";
import type { StreamName } from "../read-output.ts";
import { makeReconnect } from "../reconnect-notes.ts";
import { waitForRun } from "../wait-for-run.ts";
import { writeOutput } from "../write-output.ts";

interface LogOptions {
  readonly follow?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly item?: string;
  readonly attempt?: string;
}

const EXAMPLES = [
  "runyard log 4k2m",
  "runyard log -f 4k2m",
  "runyard log 4k2m --stderr | grep -i error",
  "runyard log 4k2m --item frame7",
  "runyard log 4k2m --attempt 12",
];

/** `runyard log`: what a job wrote. */
export function logCommand(): Command {
  return new Command("log")
    .description(
      "Writes what a job wrote: its standard output to standard output, its standard error to standard error. " +
        "Where a job has several items, the item's name stands before each line.",
    )
    .argument("<id>", "the job's id, or its beginning")
    .option("-f, --follow", "go on while the job writes, until its end")
    .option("--stdout", "only its standard output")
    .addOption(new Option("--stderr", "only its standard error, to standard output").conflicts("stdout"))
    .option("--item <name|number>", "only this item")
    .addOption(
      new Option(
        "--attempt <number>",
        "all that one attempt wrote, what an interpreter's setup and teardown wrote included; `show` lists them",
      ).conflicts("item"),
    )
    .addHelpText(
      "after",
      helpText(EXAMPLES, "0 whatever became of the job, 4 where there is no such job, item or attempt"),
    )
    .action(writeLog);
}

async function writeLog(text: string, options: LogOptions, command: Command): Promise<void> {
  const { client, output } = makeContext(command);
  const id = await resolveJobId(client, text);
  const follow = options.follow === true;
  await interruptible(async (signal) => {
    const reconnect = makeReconnect(output);
    const first = await client.job(id);
    const job = follow ? await waitForRun(client, first, reconnect, signal) : first;
    const item = options.item === undefined ? null : await findItem(client, id, options.item);
    const attempt = options.attempt === undefined ? null : await findAttempt(client, id, options.attempt);
    await writeOutput(client, job, output, {
      ...streamsOf(options),
      follow,
      item,
      attempt,
      reconnect,
      signal,
    });
  });
}

function streamsOf(options: LogOptions): {
  readonly streams: readonly StreamName[];
  readonly target: (stream: StreamName) => StreamName;
} {
  if (options.stderr === true) return { streams: ["stderr"], target: () => "stdout" };
  const streams: readonly StreamName[] = options.stdout === true ? ["stdout"] : ["stdout", "stderr"];
  return { streams, target: (stream) => stream };
}
