import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { JobService } from "../run/mod.ts";
import type { ControlParameters } from "./control-parameters.ts";

/**
 * Does what control parameters ask of a job that exists: limits first, then its phase (UWS 1.1 §2.2.3).
 *
 * @throws {RunyardError} `not-allowed` where the job's phase doesn't allow it
 */
export async function applyControl(service: JobService, job: Job, control: ControlParameters): Promise<void> {
  if (control.runId !== undefined) await service.setRunId(job.id, control.runId);
  if (control.executionDurationSeconds !== undefined) {
    await service.setExecutionDuration(job.id, control.executionDurationSeconds);
  }
  if (control.destructionAt !== undefined) await service.setDestruction(job.id, control.destructionAt);
  if (control.phase !== undefined) await changePhase(service, job, control.phase);
}

async function changePhase(service: JobService, job: Job, phase: "RUN" | "ABORT"): Promise<void> {
  if (job.phase === "ARCHIVED") {
    throw new RunyardError("not-allowed", `Cannot ${phase.toLowerCase()} job "${job.id}": it is ARCHIVED`);
  }
  await (phase === "RUN" ? service.run(job.id) : service.abort(job.id));
}
