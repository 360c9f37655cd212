import type { JobView } from "../../../src/server/api.ts";
import { jobPath } from "./addresses.ts";
import { ask, askJson } from "./client.ts";

/** What can be done with a job. */
export type JobAction = "run" | "abort" | "suspend" | "resume" | "retry" | "delete";

const live: readonly JobView["phase"][] = ["PENDING", "HELD", "QUEUED", "EXECUTING", "SUSPENDED", "UNKNOWN"];
const ended: readonly JobView["phase"][] = ["COMPLETED", "ERROR", "ABORTED"];
const phasesFor: Readonly<Record<JobAction, readonly JobView["phase"][]>> = {
  run: ["PENDING", "HELD"],
  abort: live,
  suspend: ["EXECUTING"],
  resume: ["SUSPENDED"],
  retry: ended,
  delete: [...live, ...ended, "ARCHIVED"],
};

/** In the order in which they are offered. */
export const jobActions: readonly JobAction[] = ["run", "retry", "suspend", "resume", "abort", "delete"];

/** Whether an action makes sense in a phase; the server has the last word. */
export function isPossible(action: JobAction, phase: JobView["phase"]): boolean {
  return phasesFor[action].includes(phase);
}

/** Does something with a job. @returns the job, or the new one of a retry; null where it is gone. @throws {ProblemError} */
export async function doJobAction(id: string, action: JobAction): Promise<JobView | null> {
  if (action !== "delete") return askJson<JobView>(jobPath(id, `/${action}`), { method: "POST" });
  await ask(jobPath(id), { method: "DELETE" });
  return null;
}
