import { Command } from "commander";
import { jobPath } from "../client.ts";
import { makeContext } from "../context.ts";
import { forEachJob } from "../for-each-job.ts";
import { helpText } from "../help-text.ts";

/** `runyard delete`: forgets jobs. */
export function deleteCommand(): Command {
  return new Command("delete")
    .description("Forgets jobs, with their output and results. One that still runs is aborted first.")
    .argument("<id...>", "ids of jobs, or their beginnings; or addresses of jobs of any UWS service")
    .addHelpText(
      "after",
      helpText(
        ["runyard delete 4k2m", "runyard delete 4k2m 81xc"],
        "that of the first job that could not be deleted",
      ),
    )
    .action(async (ids: readonly string[], _options, command: Command) => {
      const context = makeContext(command);
      const forget = async (id: string): Promise<void> => {
        await context.client.request(jobPath(id), { method: "DELETE" });
        context.output.show({ id, deleted: true }, () => context.output.line(id, " deleted"));
      };
      await forEachJob(context, ids, forget, async (address) => {
        const { deleteUwsJob } = await import("../uws/end-job.ts");
        await deleteUwsJob(context.output, address);
      });
    });
}
