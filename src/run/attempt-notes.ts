import type { Attempt } from "../job/mod.ts";
import type { EndReport } from "./agent-protocol.ts";

/** What is worth knowing of an attempt's end beside its outcome, in sentences. */
export function attemptNotes(attempt: Attempt, report: EndReport): readonly string[] {
  const { outcome, leftProcesses, unnamedFiles = 0 } = report;
  return [
    // Its items may all be done: a teardown that fails takes nothing from them.
    ...(outcome.kind === "unable" ? [`Attempt ${attempt.fence}: ${outcome.message}`] : []),
    ...(leftProcesses ? [`Attempt ${attempt.fence} left processes behind; they were ended`] : []),
    ...(unnamedFiles > 0 ? [`Attempt ${attempt.fence}: ${unnamedFilesNote(unnamedFiles)}`] : []),
  ];
}

/** Why there are fewer results than files. */
export function unnamedFilesNote(count: number): string {
  return count === 1
    ? "1 result file was left out: its name is not UTF-8, and another has the one that it would be given"
    : `${count} result files were left out: their names are not UTF-8, and others have those that they would be given`;
}
