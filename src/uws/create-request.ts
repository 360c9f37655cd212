import { RunyardError } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { CreateRequest } from "../run/mod.ts";
import { takeControlParameters } from "./control-parameters.ts";
import type { Form } from "./form.ts";
import { type JobParameters, readJobParameters } from "./job-parameters.ts";

/** A new job as it is asked for, before its files are fetched. */
export interface WantedJob {
  readonly given: JobParameters;
  readonly settings: Omit<CreateRequest, "parameters" | "files">;
}

/** Reads what `POST /{jobs}` and `/sync` send (UWS 1.1 §2.2.3.1). @throws {RunyardError} `bad-parameter` */
export function readWantedJob(type: JobType, form: Form): WantedJob {
  const { control, rest } = takeControlParameters(form.fields);
  if (control.phase === "ABORT" || control.delete === true) {
    throw new RunyardError(
      "bad-parameter",
      "Cannot create the job: only PHASE=RUN can be asked for with its creation",
    );
  }
  const { runId, executionDurationSeconds, destructionAt } = control;
  return {
    given: readJobParameters(rest, form.files),
    settings: {
      type: type.name,
      owner: null,
      ...(runId !== undefined && { runId }),
      ...(executionDurationSeconds !== undefined && { executionDurationSeconds }),
      ...(destructionAt !== undefined && { destructionAt }),
      run: control.phase === "RUN",
    },
  };
}
