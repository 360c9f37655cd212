import type { FastifyInstance } from "fastify";
import { RunyardError } from "../core/mod.ts";
import { type JobList, type UwsContext, findJob, parameter } from "./context.ts";
import { listedResults, outputResult } from "./listed-results.ts";
import { sendXml } from "./replies.ts";
import { resultsDocument } from "./results-document.ts";
import { sendBytes, sendFile } from "./send-file.ts";

/** `/{jobs}/{id}/results` and the results' bytes (UWS 1.1 §2.2.2.8). */
export function registerResultRoutes(
  app: FastifyInstance,
  path: string,
  context: UwsContext,
  list: JobList,
): void {
  const { service } = context;
  app.get(`${path}/results`, async (request, reply) => {
    const job = await findJob(context, list, request);
    return sendXml(
      reply,
      resultsDocument(await listedResults(service, job), `${list.url(request)}/${job.id}`),
    );
  });
  app.get(`${path}/results/*`, async (request, reply) => {
    const job = await findJob(context, list, request);
    const id = parameter(request, "*");
    const file = await service.resultFile(job.id, id).catch((error: unknown) => {
      if (error instanceof RunyardError && error.code === "not-found") return null;
      throw error;
    });
    if (file !== null) return sendFile(reply, file.path, { name: id, ...file.result });
    const output = await outputResult(service, job, id);
    if (output === null) {
      throw new RunyardError("not-found", `Cannot find result "${id}": job "${job.id}" has none of this id`);
    }
    const content = service.follow(job.id, { stream: output.id, offset: 0, signal: context.signal(reply) });
    return sendBytes(reply, content, output.sizeBytes, { name: `${id}.txt`, mediaType: output.mediaType });
  });
}
