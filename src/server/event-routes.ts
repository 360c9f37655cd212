import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { outputState } from "../uws/mod.ts";
import { readPosition } from "./event-position.ts";
import { type EventStreamOptions, eventStream } from "./event-stream.ts";
import { jobParams, several, truth, wholeNumber } from "./query-values.ts";
import { type ApiContext, type Route, defineRoute } from "./route.ts";

const group = "events";
const kinds = ["phase", "changed", "item", "progress", "attempt", "note", "deleted"] as const;
const query = z.strictObject({
  after: wholeNumber(0)
    .optional()
    .describe("The sequence number of the last event that was seen; Last-Event-ID goes before it"),
  kinds: several(z.enum(kinds)).optional().describe("Changes of these kinds alone; may be repeated"),
});
const description =
  "Server-sent events: the id is where a stream goes on after it, the event the kind of change, the data a JSON event. An event `gap` says that some are no longer kept";
const mediaType = "text/event-stream";
const headers = { "Last-Event-ID": "The id of the last event that was seen: the stream goes on after it" };

const all = defineRoute({
  method: "GET",
  path: "/api/v1/events",
  group,
  summary: "Follow the changes of all jobs, from now on or after a given event",
  query,
  headers,
  answer: { mediaType, description },
  async handle({ query: asked, request, reply }, context) {
    const { after } = readPosition(request, asked.after);
    return send(reply, context, {
      ...(after !== undefined && { after }),
      ...(asked.kinds !== undefined && { kinds: asked.kinds }),
    });
  },
});

const ofJob = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/events",
  group,
  summary: "Follow the changes of a job, from its first one or after a given event, until it is deleted",
  params: jobParams,
  query: query.extend({
    output: truth.optional().describe("With what the job writes, from its beginning on"),
    item: wholeNumber(0).optional().describe("Whose output; may be left out where the job has one item"),
  }),
  headers,
  answer: {
    mediaType,
    description: `${description}. With \`output\` also \`output\` {stream, offset, text or base64}, \`output-gap\` {stream, offset, next} where the reader was too slow, and \`output-end\` {stream, offset}`,
  },
  async handle({ params: { id }, query: asked, request, reply }, context) {
    const { service } = context;
    await service.job(id);
    const { after, ...places } = readPosition(request, asked.after);
    const item = asked.item === undefined ? {} : { item: asked.item };
    // What can't be followed is refused before the stream begins.
    if (asked.output === true) await outputState(service, id, { stream: "stdout", ...item });
    return send(reply, context, {
      job: id,
      ...(after !== undefined && { after }),
      ...(asked.kinds !== undefined && { kinds: asked.kinds }),
      ...(asked.output === true && { output: { ...item, ...places } }),
    });
  },
});

/** The event streams. */
export const eventRoutes: readonly Route[] = [all, ofJob];

function send(
  reply: FastifyReply,
  context: ApiContext,
  options: Omit<EventStreamOptions, "signal">,
): FastifyReply {
  const stream = eventStream(context.service, { ...options, signal: context.signal(reply) });
  return reply
    .header("content-type", "text/event-stream; charset=utf-8")
    .header("x-accel-buffering", "no")
    .send(Readable.from(stream, { objectMode: false }));
}
