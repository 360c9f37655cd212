import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { JobService, OutputQuery } from "../run/mod.ts";
import { outputEtag, outputState, readOutput, sendContent } from "../uws/mod.ts";
import { jobId, truth, wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";

const octets = "application/octet-stream";

const output = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/output/:stream",
  group: "output",
  summary: "Read what a job wrote, from any offset; with `follow` also what it will write",
  params: z.object({ id: jobId, stream: z.enum(["stdout", "stderr"]) }),
  query: z.strictObject({
    item: wholeNumber(0).optional().describe("May be left out where the job has one item"),
    attempt: z.string().optional().describe("The id of one: all that it wrote, in place of an item's"),
    offset: wholeNumber(0).optional(),
    length: wholeNumber(0).optional().describe("At most so many bytes"),
    follow: truth.optional(),
  }),
  answer: {
    mediaType: octets,
    description:
      "The bytes, or the range that is asked for; an ETag where no more will come. Runyard-Output-Offset, Runyard-Output-Size and Runyard-Output-Complete (true where no more will come) are headers",
  },
  async handle({ params: { id, stream }, query, request, reply }, context) {
    const { service } = context;
    const asked: OutputQuery = {
      stream,
      offset: query.offset ?? 0,
      ...(query.item !== undefined && { item: query.item }),
      ...(query.attempt !== undefined && { attempt: query.attempt }),
    };
    const now = await outputState(service, id, asked);
    void reply
      .header("content-type", octets)
      .header("runyard-output-offset", asked.offset)
      .header("runyard-output-size", now.sizeBytes)
      .header("runyard-output-complete", String(now.complete));
    if (query.follow === true && request.method === "GET")
      return reply.send(Readable.from(followed(service, id, asked, context.signal(reply))));
    const isPart = query.offset !== undefined || query.length !== undefined;
    if (isPart)
      return sendPart(reply, service, id, { ...asked, sizeBytes: now.sizeBytes, length: query.length });
    const content = {
      sizeBytes: now.sizeBytes,
      grows: !now.complete,
      read: (offset: number, length: number) => readOutput(service, id, { ...asked, offset, length }),
    };
    const etag = now.complete ? { etag: outputEtag(id, { ...asked, sizeBytes: now.sizeBytes }) } : {};
    return sendContent(reply, content, { name: `${stream}.txt`, mediaType: octets, ...etag });
  },
});

/** The routes of outputs. */
export const outputRoutes: readonly Route[] = [output];

async function* followed(
  service: JobService,
  id: string,
  query: OutputQuery,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // Nothing yet, but with it the headers go out, and the client knows that it is heard.
  yield new Uint8Array();
  for await (const { bytes } of service.follow(id, { ...query, signal })) yield bytes;
}

/** What the query asks for by itself: no range of it is told, and no ETag. */
function sendPart(
  reply: FastifyReply,
  service: JobService,
  id: string,
  query: OutputQuery & { readonly length: number | undefined; readonly sizeBytes: number },
): FastifyReply {
  const { offset, length = Number.POSITIVE_INFINITY, sizeBytes, ...rest } = query;
  const there = Math.max(0, Math.min(length, sizeBytes - offset));
  const bytes = readOutput(service, id, { ...rest, offset, length: there });
  return reply.header("content-length", there).send(Readable.from(bytes));
}
