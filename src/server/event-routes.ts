import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import { eventStream } from "./event-stream.ts";
import { jobParams, wholeNumber } from "./query-values.ts";
import { type ApiContext, type Route, defineRoute } from "./route.ts";

const group = "events";
const query = z.strictObject({
  after: wholeNumber(0)
    .optional()
    .describe("The sequence number of the last event that was seen; Last-Event-ID goes before it"),
});
const answer = {
  mediaType: "text/event-stream",
  description:
    "Server-sent events: the id is the sequence number, the event the kind of change, the data a JSON event. An event `gap` says that some are no longer kept",
};

const all = defineRoute({
  method: "GET",
  path: "/api/v1/events",
  group,
  summary: "Follow the changes of all jobs, from now on or after a given event",
  query,
  answer,
  async handle({ query: { after }, request, reply }, context) {
    return send(reply, context, position(request, after), undefined);
  },
});

const ofJob = defineRoute({
  method: "GET",
  path: "/api/v1/jobs/:id/events",
  group,
  summary: "Follow the changes of a job, from its first one or after a given event, until it is deleted",
  params: jobParams,
  query,
  answer,
  async handle({ params, query: { after }, request, reply }, context) {
    await context.service.job(params.id);
    return send(reply, context, position(request, after), params.id);
  },
});

/** The event streams. */
export const eventRoutes: readonly Route[] = [all, ofJob];

function send(
  reply: FastifyReply,
  context: ApiContext,
  after: number | undefined,
  job: string | undefined,
): FastifyReply {
  const stream = eventStream(context.service, {
    signal: context.signal(reply),
    ...(after !== undefined && { after }),
    ...(job !== undefined && { job }),
  });
  return reply
    .header("content-type", "text/event-stream; charset=utf-8")
    .header("x-accel-buffering", "no")
    .send(Readable.from(stream, { objectMode: false }));
}

/** A browser sends Last-Event-ID when it comes back, with the same address as at first: so it goes before `after`. */
function position(request: FastifyRequest, after: number | undefined): number | undefined {
  const last = request.headers["last-event-id"];
  if (last === undefined || last === "") return after;
  if (typeof last === "string" && /^\d{1,15}$/.test(last)) return Number(last);
  throw new RunyardError(
    "bad-request",
    `Cannot resume after event "${String(last)}": a sequence number is wanted`,
  );
}
