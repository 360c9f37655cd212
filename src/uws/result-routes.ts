import type { FastifyInstance } from "fastify";
import { type JobList, type UwsSite, findJob, parameter } from "./context.ts";
import { listedResults } from "./listed-results.ts";
import { sendXml } from "./replies.ts";
import { resultsDocument } from "./results-document.ts";
import { sendResult } from "./send-result.ts";

/** `/{jobs}/{id}/results` and the results' bytes (UWS 1.1 §2.2.2.8). */
export function registerResultRoutes(app: FastifyInstance, path: string, site: UwsSite, list: JobList): void {
  app.get(`${path}/results`, async (request, reply) => {
    const context = site.contextOf(request);
    const job = await findJob(context, list, request);
    const results = listedResults(context.service, job);
    return sendXml(reply, resultsDocument(results, `${list.url(request)}/${job.id}`));
  });
  app.get(`${path}/results/*`, async (request, reply) => {
    const context = site.contextOf(request);
    return sendResult(context, reply, await findJob(context, list, request), parameter(request, "*"));
  });
}
