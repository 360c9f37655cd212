import { Command } from "commander";
import { formatSize } from "../../core/mod.ts";
import { makeContext } from "../context.ts";
import { downloadResult } from "../download-result.ts";
import { helpText } from "../help-text.ts";
import { resolveJobId } from "../job-id.ts";
import { resultColumns, resultRow } from "../result-table.ts";

/** `runyard results`: lists them, or fetches them. */
export function resultsCommand(): Command {
  return new Command("results")
    .description("Lists the files that a job left; with --download, fetches them and checks their SHA-256.")
    .argument("<id>", "the job's id, or its beginning")
    .option("--download <folder>", "write the files below this folder, in the place of those that are there")
    .addHelpText(
      "after",
      helpText(
        ["runyard results 4k2m", "runyard results 4k2m --download ./out"],
        "0 also where there are none, 1 where a file is not what it should be",
      ),
    )
    .action(showResults);
}

async function showResults(
  text: string,
  options: { readonly download?: string },
  command: Command,
): Promise<void> {
  const { client, output } = makeContext(command);
  const id = await resolveJobId(client, text);
  const results = await client.results(id);
  if (options.download === undefined) {
    output.list(results, resultColumns, (result) => resultRow(result, client.address));
    return;
  }
  for (const result of results) {
    const path = await downloadResult(client, id, result, options.download);
    output.show({ ...result, path }, () => output.line(path, `  ${formatSize(result.size)}`));
  }
}
