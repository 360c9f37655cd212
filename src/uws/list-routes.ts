import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { JobList, UwsSite } from "./context.ts";
import { readWantedJob } from "./create-request.ts";
import { fetchUploads } from "./fetch-uploads.ts";
import { filesOf } from "./file-names.ts";
import { queryFields, withForm } from "./form.ts";
import { jobListDocument } from "./job-list-document.ts";
import { jobPages } from "./job-pages.ts";
import { parseListQuery } from "./list-query.ts";
import { seeOther, sendXml } from "./replies.ts";

/** `GET /{jobs}` (UWS 1.1 §2.2.2.1). */
export function registerList(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  app.get(path, (request, reply) => {
    const context = site.contextOf(request);
    const type = list.type(request);
    const query = parseListQuery(queryFields(request));
    const pages = jobPages(context.service, { ...query, ...(type !== undefined && { type: type.name }) });
    const url = list.url(request);
    return sendXml(
      reply,
      jobListDocument(pages, (job) => `${url}/${job.id}`),
    );
  });
}

/** `POST /{jobs}`: creates a job, and with `PHASE=RUN` runs it (UWS 1.1 §2.2.3.1). */
export function registerCreate(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  app.post(path, async (request: FastifyRequest, reply: FastifyReply) => {
    const context = site.contextOf(request);
    const type = list.type(request);
    if (type === undefined)
      throw new RunyardError("wrong-method", "Cannot create a job here: this list has jobs of all types");
    return withForm(request, { ...context, ...filesOf(type) }, async (form) => {
      const { given, settings } = readWantedJob(type, form);
      const values = await fetchUploads(context, type, given, { client: context.signal(reply) });
      const job = await context.service.create({ ...settings, ...values });
      return seeOther(reply, `${list.url(request)}/${job.id}`);
    });
  });
}
