import type { Attempt } from "../job/mod.ts";
import type { EndReport } from "./agent-protocol.ts";

/** What is worth knowing of an attempt's end beside its outcome, in sentences. */
export function attemptNotes(attempt: Attempt, report: EndReport): readonly string[] {
  const { outcome, leftProcesses } = report;
  return [
    // Its items may all be done: a teardown that fails takes nothing from them.
    ...(outcome.kind === "unable" ? [`Attempt ${attempt.fence}: ${outcome.message}`] : []),
    ...(leftProcesses ? [`Attempt ${attempt.fence} left processes behind; they were ended`] : []),
  ];
}
