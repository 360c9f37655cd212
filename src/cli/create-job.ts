import { randomUUID } from "node:crypto";
import type { JobView } from "../server/api.ts";
import { isBroken } from "./answer-error.ts";
import type { Context } from "./context.ts";
import { type NewJob, newJobRequest } from "./new-job-request.ts";
import { makeReconnect } from "./reconnect-notes.ts";

/**
 * Creates a job, and one alone: where the connection breaks nobody knows whether it was made, so the same request is
 * sent again under the same key. What comes on standard input comes once, and is not sent again.
 */
export async function createJob(context: Context, job: NewJob, signal?: AbortSignal): Promise<JobView> {
  const headers = { "idempotency-key": randomUUID() };
  const send = async (): Promise<JobView> => {
    const request = await newJobRequest(job);
    const until = signal === undefined ? {} : { signal };
    return context.client.json("jobs", { method: "POST", ...request, headers, ...until });
  };
  try {
    return await send();
  } catch (error) {
    const isReadOnce = job.assignments.some(({ kind }) => kind === "stdin");
    if (isReadOnce || signal?.aborted === true || !isBroken(error)) throw error;
    return makeReconnect(context.output).request(send, signal);
  }
}
