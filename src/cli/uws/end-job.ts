import type { Output } from "../output.ts";
import { phaseCell } from "../phase-cell.ts";
import { openJob } from "./open-service.ts";

/** `runyard abort URL`. */
export async function abortUwsJob(output: Output, address: string): Promise<void> {
  const job = openJob(address);
  await job.abort();
  const document = await job.read();
  output.show(document, () => output.line(job.url, " ", phaseCell(document.phase)));
}

/** `runyard delete URL`. */
export async function deleteUwsJob(output: Output, address: string): Promise<void> {
  const job = openJob(address);
  await job.delete();
  output.show({ url: job.url, deleted: true }, () => output.line(job.url, " deleted"));
}
