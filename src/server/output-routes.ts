import { Readable } from "node:stream";
import { z } from "zod";
import type { JobService, OutputQuery } from "../run/mod.ts";
import { outputState } from "../uws/mod.ts";
import { jobId, truth, wholeNumber } from "./query-values.ts";
import { type Route, defineRoute } from "./route.ts";

/** How much of an output is in memory at once. */
const pieceBytes = 262_144;

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
    mediaType: "application/octet-stream",
    description:
      "The bytes. Runyard-Output-Offset, Runyard-Output-Size and Runyard-Output-Complete (true where no more will come) are headers",
  },
  async handle({ params: { id, stream }, query, reply }, context) {
    const { service } = context;
    const asked: OutputQuery = {
      stream,
      offset: query.offset ?? 0,
      ...(query.item !== undefined && { item: query.item }),
      ...(query.attempt !== undefined && { attempt: query.attempt }),
    };
    const now = await outputState(service, id, asked);
    void reply
      .header("content-type", "application/octet-stream")
      .header("runyard-output-offset", asked.offset)
      .header("runyard-output-size", now.sizeBytes)
      .header("runyard-output-complete", String(now.complete));
    if (query.follow === true)
      return reply.send(Readable.from(followed(service, id, asked, context.signal(reply))));
    const length = Math.max(
      0,
      Math.min(query.length ?? Number.POSITIVE_INFINITY, now.sizeBytes - asked.offset),
    );
    return reply.header("content-length", length).send(Readable.from(pieces(service, id, asked, length)));
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
  yield* service.follow(id, { ...query, signal });
}

async function* pieces(
  service: JobService,
  id: string,
  query: OutputQuery,
  length: number,
): AsyncGenerator<Uint8Array> {
  for (let offset = query.offset, left = length; left > 0; ) {
    const { bytes } = await service.output(id, { ...query, offset, length: Math.min(pieceBytes, left) });
    if (bytes.length === 0) return;
    yield bytes;
    offset += bytes.length;
    left -= bytes.length;
  }
}
