import { Command } from "commander";
import type { AttemptView, ItemView, JobView, ResultView } from "../../server/api.ts";
import { jobPath } from "../client.ts";
import { type Context, makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { fetchItemGroups } from "../item-groups.ts";
import { showError, showHead, showParameters } from "../job-description.ts";
import { resolveJobId } from "../job-id.ts";
import { showAttempts, showItems } from "../job-work.ts";
import { resultColumns, resultRow } from "../result-table.ts";
import { isUwsAddress } from "../uws/uws-address.ts";

/** Enough failures to see what they have in common. */
const FAILURES_SHOWN = 5;

/** `runyard show`: one job on one page. */
export function showCommand(): Command {
  return new Command("show")
    .description(
      "Shows everything about a job: its phase and times, parameters, items, attempts, results and error.",
    )
    .argument("<id>", "the job's id, or its beginning; or the address of a job of any UWS service")
    .addHelpText(
      "after",
      helpText(
        [
          "runyard show 4k2m",
          "runyard show 4k2m --json",
          "runyard show https://archive.example/tap/async/1234",
        ],
        "0 whatever became of the job, 4 where there is no such job",
      ),
    )
    .action(async (text: string, _options, command: Command) => {
      const context = makeContext(command);
      if (isUwsAddress(text)) {
        const { showUwsJob } = await import("../uws/show-job.ts");
        await showUwsJob(context.output, text);
        return;
      }
      await show(context, await resolveJobId(context.client, text));
    });
}

async function show(context: Context, id: string): Promise<void> {
  const { client, output } = context;
  const [job, { attempts }, results, failures, itemGroups] = await Promise.all([
    client.json<JobView>(jobPath(id)),
    client.json<{ readonly attempts: readonly AttemptView[] }>(`${jobPath(id)}/attempts`),
    client.results(id),
    client.json<{ readonly items: readonly ItemView[] }>(
      `${jobPath(id)}/items?phase=failed&limit=${FAILURES_SHOWN}`,
    ),
    fetchItemGroups(client, id),
  ]);
  output.show({ ...job, attempts, results, failedItems: failures.items, itemGroups }, () => {
    showHead(output, job);
    showParameters(output, job);
    showItems(output, job, itemGroups, failures.items);
    showAttempts(output, attempts);
    showResults(context, results);
    showError(output, job);
  });
}

function showResults({ client, output }: Context, results: readonly ResultView[]): void {
  if (results.length === 0) return;
  output.line();
  output.table(
    resultColumns,
    results.map((result) => resultRow(result, client.address)),
  );
}
