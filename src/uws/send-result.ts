import type { FastifyReply } from "fastify";
import { RunyardError } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import { type JobService, resultPages } from "../run/mod.ts";
import type { UwsContext } from "./context.ts";
import { outputResult } from "./listed-results.ts";
import { outputEtag, readOutput } from "./read-output.ts";
import { isMainResult, mainMediaType } from "./response-format.ts";
import { sendContent } from "./send-content.ts";
import { sendFile } from "./send-file.ts";

/**
 * Sends a result's bytes: a file of the job, or what it wrote on standard output or standard error. TAP 1.1 §2 has
 * the result at `results/result`, whatever the ending of its file's name.
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
    const ending = id === "result" ? await resultWithEnding(service, job) : undefined;
    if (ending !== undefined) return sendResult(context, reply, job, ending, mediaType);
    throw new RunyardError("not-found", `Cannot find result "${id}": job "${job.id}" has none of this id`);
  }
  const { id: stream, sizeBytes } = output;
  const read = (offset: number, length: number): AsyncIterable<Uint8Array> =>
    readOutput(service, job.id, { stream, offset, length });
  const download = { name: `${id}.txt`, mediaType: mediaType ?? output.mediaType };
  return sendContent(
    reply,
    { sizeBytes, read },
    { ...download, etag: outputEtag(job.id, { stream, sizeBytes }) },
  );
}

async function resultWithEnding(service: JobService, job: Job): Promise<string | undefined> {
  for await (const page of resultPages(service, job.id)) {
    const found = page.find(({ id }) => id !== "result" && isMainResult(id));
    if (found !== undefined) return found.id;
  }
  return undefined;
}
