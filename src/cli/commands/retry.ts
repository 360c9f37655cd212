import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import { jobPath } from "../client.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { resolveJobId } from "../job-id.ts";
import { startJob } from "../start-job.ts";

interface RetryOptions {
  readonly wait?: boolean;
  readonly follow?: boolean;
}

/** `runyard retry`: what was not done, again. */
export function retryCommand(): Command {
  return new Command("retry")
    .description(
      "Makes a new job of the items that one that has ended has not done, be it that they failed or that it was aborted before them: of all its items where it has done them all.",
    )
    .argument("<id>", "the job's id, or its beginning")
    .option("--wait", "wait for the new job's end")
    .option("--follow", "wait, and write what it writes")
    .addHelpText(
      "after",
      helpText(
        ["runyard retry 4k2m", "runyard retry 4k2m --wait"],
        "with --wait or --follow 1 where the new job does not complete; 3 where the old one has not ended",
      ),
    )
    .action(async (text: string, { wait = false, follow = false }: RetryOptions, command: Command) => {
      const context = makeContext(command);
      const path = `${jobPath(await resolveJobId(context.client, text))}/retry`;
      const create = (signal?: AbortSignal): Promise<JobView> =>
        context.client.json(path, { method: "POST", ...(signal === undefined ? {} : { signal }) });
      await startJob(context, create, { wait, follow });
    });
}
