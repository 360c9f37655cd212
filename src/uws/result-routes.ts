import type { FastifyInstance } from "fastify";
import { type JobList, type UwsContext, findJob, parameter } from "./context.ts";
import { listedResults } from "./listed-results.ts";
import { sendXml } from "./replies.ts";
import { resultsDocument } from "./results-document.ts";
import { sendResult } from "./send-result.ts";

/** `/{jobs}/{id}/results` and the results' bytes (UWS 1.1 §2.2.2.8). */
export function registerResultRoutes(
  app: FastifyInstance,
  path: string,
  context: UwsContext,
  list: JobList,
): void {
  app.get(`${path}/results`, async (request, reply) => {
    const job = await findJob(context, list, request);
    const results = await listedResults(context.service, job);
    return sendXml(reply, resultsDocument(results, `${list.url(request)}/${job.id}`));
  });
  app.get(`${path}/results/*`, async (request, reply) =>
    sendResult(context, reply, await findJob(context, list, request), parameter(request, "*")),
  );
}
