import type { FastifyRequest } from "fastify";
import { systemClock } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { JobView } from "./api.ts";
import type { ApiContext } from "./route.ts";
import { jobView } from "./views.ts";

/** A job as the JSON API shows it now, with why it waits. */
export async function viewOfJob(job: Job, request: FastifyRequest, context: ApiContext): Promise<JobView> {
  const waitsFor = await context.service.whyWaiting(job);
  return jobView(job, { base: context.baseUrl(request), waitsFor, now: systemClock.now() });
}
