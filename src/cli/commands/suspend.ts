import { Command } from "commander";
import type { JobView } from "../../server/api.ts";
import { jobPath } from "../client.ts";
import { makeContext } from "../context.ts";
import { forEachJob } from "../for-each-job.ts";
import { helpText } from "../help-text.ts";
import { phaseCell } from "../phase-cell.ts";

/** `runyard suspend`: stops jobs until they are resumed. */
export function suspendCommand(): Command {
  return phaseCommand(
    "suspend",
    "suspended",
    "Stops jobs that run, until they are resumed or aborted: the processes of commands and functions stop where they are, " +
      "interpreters and nodes end what they are at and begin nothing new. The time does not count, and the place is free for others.",
  );
}

/** `runyard resume`: has suspended jobs go on. */
export function resumeCommand(): Command {
  return phaseCommand("resume", "resumed", "Has suspended jobs go on where they stopped.");
}

function phaseCommand(verb: string, participle: string, description: string): Command {
  return new Command(verb)
    .description(description)
    .argument("<id...>", "ids of jobs, or their beginnings")
    .addHelpText(
      "after",
      helpText(
        [`runyard ${verb} 4k2m`, `runyard ${verb} 4k2m 81xc`],
        `that of the first job that could not be ${participle}`,
      ),
    )
    .action(async (ids: readonly string[], _options, command: Command) => {
      const context = makeContext(command);
      await forEachJob(context, ids, async (id) => {
        const job = await context.client.json<JobView>(`${jobPath(id)}/${verb}`, { method: "POST" });
        context.output.show(job, () => context.output.line(job.id, " ", phaseCell(job.phase)));
      });
    });
}
