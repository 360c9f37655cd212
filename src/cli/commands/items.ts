import { Command, Option } from "commander";
import type { ItemView } from "../../server/api.ts";
import { makeContext } from "../context.ts";
import { helpText } from "../help-text.ts";
import { itemColumns } from "../item-columns.ts";
import { fetchItemGroups, groupColumns, groupRow } from "../item-groups.ts";
import { resolveJobId } from "../job-id.ts";
import { parseCount } from "../option-values.ts";

interface ItemsOptions {
  readonly fold?: boolean;
  readonly phase?: string;
  readonly limit: number;
}

/** `runyard items`: what became of each item. */
export function itemsCommand(): Command {
  return new Command("items")
    .description("Lists the items of a job in the order of its agenda.")
    .argument("<id>", "the job's id, or its beginning")
    .option("--phase <phase>", "only items that are waiting, running, complete, failed or blocked")
    .option("--limit <number>", "at most so many", parseCount, 1000)
    .addOption(
      new Option("-f, --fold", "one line for each phase, with the names as a node set").conflicts("limit"),
    )
    .addHelpText(
      "after",
      helpText(
        ["runyard items 4k2m", "runyard items 4k2m --fold", "runyard items 4k2m --phase failed --json"],
        "4 where there is no such job",
      ),
    )
    .action(listItems);
}

async function listItems(text: string, options: ItemsOptions, command: Command): Promise<void> {
  const { client, output } = makeContext(command);
  const id = await resolveJobId(client, text);
  const filter = new URLSearchParams(options.phase === undefined ? {} : { phase: options.phase });
  if (options.fold === true) {
    output.list(await fetchItemGroups(client, id, filter), groupColumns, groupRow);
    return;
  }
  const items: ItemView[] = [];
  let isCut = false;
  for await (const item of client.items(id, filter)) {
    isCut = items.length >= options.limit;
    if (isCut) break;
    items.push(item);
  }
  const columns = itemColumns(items);
  output.list(items, columns, (item) => columns.map((column) => column.cell(item)));
  // Who has set the limit knows.
  if (isCut && command.getOptionValueSource("limit") === "default")
    output.note(`There are more items than these ${items.length}: --limit lists more, --fold all in short`);
}
