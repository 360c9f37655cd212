import type { JobView } from "../server/api.ts";
import type { Output } from "./output.ts";
import { phaseCell } from "./phase-cell.ts";

/**
 * Says which job came to be: to a script its id alone, on a line; with `--json` the job, unless it is waited for and
 * written at its end.
 *
 * @param then what follows; with `follow`, standard output is the job's own
 */
export function announceJob(output: Output, job: JobView, then: "leave" | "wait" | "follow"): void {
  if (then === "follow") output.note("Job ", { text: job.id, style: "bold" });
  else if (output.json) {
    if (then === "leave") output.record(job);
  } else if (!output.onTerminal) output.line(job.id);
  else
    output.line(
      "Job ",
      { text: job.id, style: "bold" },
      then === "leave" ? " is " : "",
      then === "leave" ? phaseCell(job.phase) : "",
    );
}
