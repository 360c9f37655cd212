import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import { jobPath } from "../client.ts";
import { makeContext } from "../context.ts";
import { forEachJob } from "../for-each-job.ts";
import { helpText } from "../help-text.ts";
import { phaseCell } from "../phase-cell.ts";

/** `runyard abort`: ends jobs, those that wait as well as those that run. */
export function abortCommand(): Command {
  return new Command("abort")
    .description("Ends jobs before they are done. A job is asked to end, and killed after its grace.")
    .argument("<id...>", "ids of jobs, or their beginnings; or addresses of jobs of any UWS service")
    .addHelpText(
      "after",
      helpText(
        ["runyard abort 4k2m", "runyard abort 4k2m 81xc"],
        "that of the first job that could not be aborted",
      ),
    )
    .action(async (ids: readonly string[], _options, command: Command) => {
      const context = makeContext(command);
      const abort = async (id: string): Promise<void> => {
        const job = await context.client.json<JobView>(`${jobPath(id)}/abort`, { method: "POST" });
        context.output.show(job, () => context.output.line(job.id, " ", phaseCell(job.phase)));
      };
      await forEachJob(context, ids, abort, async (address) => {
        const { abortUwsJob } = await import("../uws/end-job.ts");
        await abortUwsJob(context.output, address);
      });
    });
}
