import { formatDuration } from "../../core/mod.ts";
import type { UwsErrorReport, UwsJobDocument } from "../../uws/client/mod.ts";
import type { Output } from "../output.ts";
import { phaseCell } from "../phase-cell.ts";
import { resultColumns } from "../result-table.ts";
import { openJob } from "./open-service.ts";
import { uwsResultRow } from "./result-rows.ts";

const LABEL_WIDTH = 14;

/** `runyard show URL`: what a UWS service says of a job, on one page. */
export async function showUwsJob(output: Output, address: string): Promise<void> {
  const job = openJob(address);
  const document = await job.read();
  const error = document.error === null ? null : await job.error();
  output.show({ ...document, error }, () => {
    showHead(output, document);
    showParameters(output, document);
    showResults(output, document);
    if (error !== null) showError(output, error);
  });
}

function showHead(output: Output, document: UwsJobDocument): void {
  output.line({ text: document.jobId, style: "bold" }, "  ", phaseCell(document.phase));
  const { creationTime, startTime, endTime, destruction, quote, executionDuration } = document;
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    ["url", document.url],
    ["run id", document.runId],
    ["owner", document.ownerId],
    ["created", instant(creationTime)],
    ["started", instant(startTime)],
    ["quote", instant(quote)],
    ["ended", instant(endTime)],
    ["at most", executionDuration ? formatDuration(executionDuration * 1000) : null],
    ["destruction", instant(destruction)],
    ["service", `UWS ${document.version}`],
    ["says further", document.jobInfo === null || document.jobInfo === "" ? null : document.jobInfo],
  ];
  for (const [label, value] of facts) {
    if (value !== null) output.line({ text: label.padEnd(LABEL_WIDTH), style: "dim" }, value);
  }

  function instant(at: Date | null): string | null {
    return at === null ? null : output.instant(at.toISOString());
  }
}

function showParameters(output: Output, { parameters }: UwsJobDocument): void {
  if (parameters.length === 0) return;
  output.line();
  output.table(
    [{ title: "PARAMETER" }, { title: "VALUE", shrinks: true }],
    parameters.map(({ id, value }) => [id, value]),
  );
}

function showResults(output: Output, { results }: UwsJobDocument): void {
  if (results.length === 0) return;
  output.line();
  output.table(resultColumns, results.map(uwsResultRow));
}

function showError(output: Output, { type, message, detail }: UwsErrorReport): void {
  output.line();
  const [first = "", ...tail] = (detail?.includes(message) === true ? detail : message).trim().split("\n");
  output.line({ text: type === "transient" ? "Error (may pass)" : "Error", style: "red" }, ": ", first);
  for (const line of tail) output.line("  ", line);
}
