import type { FastifyInstance } from "fastify";
import { RunyardError } from "../core/mod.ts";
import { type JobList, type UwsSite, findJob } from "./context.ts";
import { sendErrorDocument } from "./error-document.ts";
import { sendText } from "./replies.ts";
import { givenFormat, wantsVoTable } from "./response-format.ts";

/** `/{jobs}/{id}/error`: the whole of what is known of a failure (DALI 1.1 §4.2); not there where nothing failed. */
export function registerErrorRoute(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  app.get(`${path}/error`, async (request, reply) => {
    const context = site.contextOf(request);
    const job = await findJob(context, list, request);
    if (job.error === null)
      throw new RunyardError("not-found", `Cannot find an error of job "${job.id}": it has none`);
    const text = job.error.detail === "" ? job.error.message : job.error.detail;
    const type = context.service.types.get(job.type);
    if (!wantsVoTable(type, givenFormat(type, job), request.headers.accept)) return sendText(reply, text);
    return sendErrorDocument(reply, text, true);
  });
}
