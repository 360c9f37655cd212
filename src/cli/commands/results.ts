import { Command } from "commander";
import { formatSize } from "../../core/mod.ts";
import { makeContext } from "../context.ts";
import { downloadResult } from "../download-result.ts";
import { downloadZip } from "../download-zip.ts";
import { helpText } from "../help-text.ts";
import { resolveJobId } from "../job-id.ts";
import { resultColumns, resultRow } from "../result-table.ts";
import { isUwsAddress } from "../uws/uws-address.ts";

/** `runyard results`: lists them, or fetches them. */
export function resultsCommand(): Command {
  return new Command("results")
    .description(
      "Lists the files that a job left; with --download, fetches them and checks their SHA-256; with --zip, fetches all as one file.",
    )
    .argument("<id>", "the job's id, or its beginning; or the address of a job of any UWS service")
    .option("--download <folder>", "write the files below this folder, in the place of those that are there")
    .option("--zip <file>", "write all of them into one zip, in the place of one that is there")
    .addHelpText(
      "after",
      helpText(
        [
          "runyard results 4k2m",
          "runyard results 4k2m --download ./out",
          "runyard results 4k2m --zip all.zip",
        ],
        "0 also where there are none, 1 where a file is not what it should be",
      ),
    )
    .action(showResults);
}

async function showResults(
  text: string,
  options: { readonly download?: string; readonly zip?: string },
  command: Command,
): Promise<void> {
  const { client, output } = makeContext(command);
  if (isUwsAddress(text)) {
    const { fetchUwsResults } = await import("../uws/fetch-results.ts");
    await fetchUwsResults(output, text, options.download);
    return;
  }
  const id = await resolveJobId(client, text);
  if (options.zip !== undefined) {
    if (options.download !== undefined) command.error("error: --download and --zip exclude each other");
    const path = options.zip;
    const size = await downloadZip(client, id, path);
    output.show({ path, size }, () => output.line(path, `  ${formatSize(size)}`));
    return;
  }
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
