import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import type { JobList, UwsContext } from "./context.ts";
import { takeControlParameters } from "./control-parameters.ts";
import { type Form, queryFields, withForm } from "./form.ts";
import { jobListDocument } from "./job-list-document.ts";
import { jobPages } from "./job-pages.ts";
import { readJobParameters } from "./job-parameters.ts";
import { parseListQuery } from "./list-query.ts";
import { seeOther, sendXml } from "./replies.ts";

/** `GET /{jobs}` (UWS 1.1 §2.2.2.1). */
export function registerList(app: FastifyInstance, path: string, context: UwsContext, list: JobList): void {
  app.get(path, (request, reply) => {
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
export function registerCreate(app: FastifyInstance, path: string, context: UwsContext, list: JobList): void {
  app.post(path, async (request: FastifyRequest, reply: FastifyReply) => {
    const type = list.type(request);
    if (type === undefined)
      throw new RunyardError("wrong-method", "Cannot create a job here: this list has jobs of all types");
    const options = { ...context, isFile: fileNames(type) };
    return withForm(request, options, async (form) => {
      const job = await context.service.create(createRequest(type, form));
      return seeOther(reply, `${list.url(request)}/${job.id}`);
    });
  });
}

/** Whether the type has a parameter of this name that takes a file. */
export function fileNames(type: JobType): (name: string) => boolean {
  const files = Object.values(type.parameters).filter(({ kind }) => kind === "file");
  return (name) => files.some((file) => file.name.toLowerCase() === name.toLowerCase());
}

function createRequest(type: JobType, form: Form): Parameters<UwsContext["service"]["create"]>[0] {
  const { control, rest } = takeControlParameters(form.fields);
  if (control.phase === "ABORT" || control.delete === true) {
    throw new RunyardError(
      "bad-parameter",
      "Cannot create the job: only PHASE=RUN can be asked for with its creation",
    );
  }
  return {
    type: type.name,
    ...readJobParameters(rest, form.files),
    owner: null,
    ...(control.runId !== undefined && { runId: control.runId }),
    ...(control.executionDurationSeconds !== undefined && {
      executionDurationSeconds: control.executionDurationSeconds,
    }),
    ...(control.destructionAt !== undefined && { destructionAt: control.destructionAt }),
    run: control.phase === "RUN",
  };
}
