import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import { applyControl } from "./apply-control.ts";
import { type JobList, type UwsContext, type UwsSite, findJob } from "./context.ts";
import { type ControlParameters, takeControlParameters } from "./control-parameters.ts";
import { queryFields, withForm } from "./form.ts";
import { jobDocument } from "./job-document.ts";
import { listedResults } from "./listed-results.ts";
import { seeOther, sendXml } from "./replies.ts";
import { parseWait } from "./wait.ts";

/** `/{jobs}/{id}` itself: the document, control parameters, deletion (UWS 1.1 §2.2.2.2, §2.2.3). */
export function registerJobRoutes(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  app.get(path, async (request, reply) => {
    const context = site.contextOf(request);
    const job = await waitForJob(context, await findJob(context, list, request), request, reply);
    const results = listedResults(context.service, job);
    const quoteAt = await context.service.quote(job);
    return sendXml(reply, jobDocument(job, results, `${list.url(request)}/${job.id}`, quoteAt));
  });
  app.post(path, async (request, reply) => {
    const context = site.contextOf(request);
    const job = await findJob(context, list, request);
    const control = await readControl(context, request);
    if (control.delete === true) return remove(job, request, reply);
    await applyControl(context.service, job, control);
    return seeOther(reply, `${list.url(request)}/${job.id}`);
  });
  app.delete(path, async (request, reply) =>
    remove(await findJob(site.contextOf(request), list, request), request, reply),
  );

  async function remove(job: Job, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    await site.contextOf(request).service.remove(job.id);
    // Clients follow this redirect: the newest hundred, for a whole list may be very long.
    return seeOther(reply, `${list.url(request)}?LAST=100`);
  }
}

/** The control parameters of a POST that may have nothing else. @throws {RunyardError} `bad-parameter`, `bad-request` */
export async function readControl(
  context: UwsContext,
  request: FastifyRequest,
  wanted?: { readonly name: string; readonly key: keyof ControlParameters },
): Promise<ControlParameters> {
  return withForm(request, { ...context, checkFile: refuseHere }, async ({ fields }) => {
    const { control, rest } = takeControlParameters(fields);
    const [other] = rest;
    if (other !== undefined) refuseHere(other[0]);
    if (Object.keys(control).length === 0 || (wanted !== undefined && control[wanted.key] === undefined)) {
      throw new RunyardError(
        "bad-request",
        `Cannot change the job: ${wanted?.name ?? "a control parameter"} is missing`,
      );
    }
    return control;
  });
}

function refuseHere(name: string): never {
  throw new RunyardError(
    "bad-parameter",
    `Cannot set "${name}" here: a job's parameters are set at its /parameters`,
  );
}

/** Waits as `WAIT` and `PHASE` say (UWS 1.1 §2.2.1.1). */
async function waitForJob(
  context: UwsContext,
  job: Job,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Job> {
  const fields = queryFields(request);
  const wait = parseWait(single("WAIT"), single("PHASE"));
  if (wait === undefined) return job;
  return context.service.wait(job.id, { phase: job.phase, ...wait, signal: context.signal(reply) });

  function single(name: string): string | undefined {
    const values = fields.filter(([given]) => given.toUpperCase() === name).map(([, value]) => value);
    if (values.length > 1) throw new RunyardError("bad-parameter", `Cannot take ${name}: it is given twice`);
    return values[0];
  }
}
