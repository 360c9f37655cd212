import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import { jobPath } from "../client.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { itemsDone } from "../job-figures.ts";
import { resolveJobId } from "../job-id.ts";
import { phaseCell } from "../phase-cell.ts";

/** `runyard append`: more items for a job that is on its way. */
export function appendCommand(): Command {
  return new Command("append")
    .description(
      "Appends the names of a node set to the items of a job that is queued or running: all of them, or none.",
    )
    .argument("<id>", "the job's id, or its beginning")
    .argument("<items>", "a node set, such as frame[11-20]")
    .addHelpText(
      "after",
      helpText(
        ["runyard append 4k2m 'frame[11-20]'"],
        "2 where it has such an item already, 3 where it has ended",
      ),
    )
    .action(async (text: string, items: string, _options, command: Command) => {
      const { client, output } = makeContext(command);
      const path = `${jobPath(await resolveJobId(client, text))}/items`;
      const job = await client.json<JobView>(path, { method: "POST", json: { items } });
      output.show(job, () =>
        output.line(job.id, " ", phaseCell(job.phase), `, ${itemsDone(job)} items done`),
      );
    });
}
