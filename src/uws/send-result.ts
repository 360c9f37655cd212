import type { FastifyReply } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { UwsContext } from "./context.ts";
import { outputResult } from "./listed-results.ts";
import { mainMediaType } from "./response-format.ts";
import { sendBytes, sendFile } from "./send-file.ts";

/**
 * Sends a result's bytes: a file of the job, or what it wrote on standard output or standard error.
 *
 * @param mediaType in place of its own
 * @throws {RunyardError} `not-found`
 */
export async function sendResult(
  context: UwsContext,
  reply: FastifyReply,
  job: Job,
  id: string,
  mediaType?: string,
): Promise<FastifyReply> {
  const { service } = context;
  const file = await service.resultFile(job.id, id).catch((error: unknown) => {
    if (error instanceof RunyardError && error.code === "not-found") return null;
    throw error;
  });
  if (file !== null) {
    const wanted = mediaType ?? mainMediaType(service.types.get(job.type), job, id) ?? file.result.mediaType;
    return sendFile(reply, file.path, { name: id, sha256: file.result.sha256, mediaType: wanted });
  }
  const output = await outputResult(service, job, id);
  if (output === null) {
    throw new RunyardError("not-found", `Cannot find result "${id}": job "${job.id}" has none of this id`);
  }
  const content = service.follow(job.id, { stream: output.id, offset: 0, signal: context.signal(reply) });
  return sendBytes(reply, content, output.sizeBytes, {
    name: `${id}.txt`,
    mediaType: mediaType ?? output.mediaType,
  });
}
