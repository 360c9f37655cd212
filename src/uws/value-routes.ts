import type { FastifyInstance } from "fastify";
import { RunyardError, formatInstant } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import { applyControl } from "./apply-control.ts";
import { type JobList, type UwsContext, type UwsSite, findJob } from "./context.ts";
import type { ControlParameters } from "./control-parameters.ts";
import { destructionText } from "./job-document.ts";
import { readControl } from "./job-routes.ts";
import { seeOther, sendText } from "./replies.ts";

interface Value {
  readonly path: string;
  readonly text: (job: Job, context: UwsContext) => string | Promise<string>;
  /** The control parameter that changes it, where it can be changed. */
  readonly change?: { readonly name: string; readonly key: keyof ControlParameters };
}

/** The resources of a job that are a single text (UWS 1.1 §2.2.2.3–§2.2.2.7). */
const values: readonly Value[] = [
  { path: "phase", text: (job) => job.phase, change: { name: "PHASE", key: "phase" } },
  {
    path: "executionduration",
    text: (job) => String(job.executionDurationSeconds),
    change: { name: "EXECUTIONDURATION", key: "executionDurationSeconds" },
  },
  { path: "destruction", text: destructionText, change: { name: "DESTRUCTION", key: "destructionAt" } },
  { path: "quote", text: quoteText },
  { path: "owner", text: (job) => job.owner ?? "" },
];

/** Mounts the resources of a job that are a single text. */
export function registerValueRoutes(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  for (const value of values) {
    app.get(`${path}/${value.path}`, async (request, reply) => {
      const context = site.contextOf(request);
      return sendText(reply, await value.text(await findJob(context, list, request), context));
    });
    if (value.change === undefined) continue;
    app.post(`${path}/${value.path}`, async (request, reply) => {
      const context = site.contextOf(request);
      const job = await findJob(context, list, request);
      const control = await readControl(context, request, value.change);
      if (control.delete === true) {
        throw new RunyardError(
          "bad-parameter",
          "Cannot delete the job here: ACTION=DELETE is for the job itself",
        );
      }
      await applyControl(context.service, job, control);
      return seeOther(reply, `${list.url(request)}/${job.id}`);
    });
  }
}

async function quoteText(job: Job, { service }: UwsContext): Promise<string> {
  const quoteAt = await service.quote(job);
  return quoteAt === null ? "" : formatInstant(quoteAt);
}
