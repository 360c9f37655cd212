import type { UwsJob, UwsJobDocument } from "../../uws/client/mod.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { resultColumns } from "../result-table.ts";
import { uwsResultRow } from "./result-rows.ts";

/** Waits for the end of a job of another service, and lists its results. The exit code says how it ended. */
export async function watchUwsJob(output: Output, job: UwsJob, signal: AbortSignal): Promise<void> {
  let last: UwsJobDocument | undefined;
  try {
    for await (const document of job.phases({ signal })) {
      last = document;
      if (output.notesOnTerminal) output.progress(document.phase);
    }
  } finally {
    if (output.notesOnTerminal) output.progress("");
  }
  if (last === undefined) return;
  if (output.json) output.record(last);
  else if (last.results.length > 0) output.table(resultColumns, last.results.map(uwsResultRow));
  if (last.phase === "COMPLETED") return;
  const [message = "", ...tail] = (last.error?.message ?? "").trim().split("\n");
  output.note({ text: `The job ended in ${last.phase}`, style: "red" }, message === "" ? "" : `: ${message}`);
  for (const line of tail) output.note("  ", line);
  process.exitCode = exitCodes.failure;
}
