import { formatSize } from "../../core/mod.ts";
import type { Output } from "../output.ts";
import { resultColumns } from "../result-table.ts";
import { openJob } from "./open-service.ts";
import { uwsResultRow } from "./result-rows.ts";

/** `runyard results URL`: lists the results of a job of a UWS service, or fetches them into a folder. */
export async function fetchUwsResults(
  output: Output,
  address: string,
  folder: string | undefined,
): Promise<void> {
  const results = await openJob(address).results();
  const plain = results.map(({ id, href, sizeBytes, mediaType }) => ({ id, href, sizeBytes, mediaType }));
  if (folder === undefined) {
    output.list(plain, resultColumns, uwsResultRow);
    return;
  }
  for (const [place, result] of results.entries()) {
    const path = await result.download(folder);
    const size = result.sizeBytes === null ? "" : `  ${formatSize(result.sizeBytes)}`;
    output.show({ ...plain[place], path }, () => output.line(path, size));
  }
}
