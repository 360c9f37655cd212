import type { FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, type Log, RunyardError } from "../core/mod.ts";
import { problemMediaType, problemOf } from "./problem.ts";

/**
 * Answers an error, whatever threw it: problem details in the API, one line of text elsewhere (DALI 1.1 §4.2). What
 * nobody expected goes to the log, and the client only learns that it did.
 */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
): FastifyReply {
  const view = problemOf(error, pathOf(request));
  if (view.code === "internal") log.error(`${request.method} ${request.url}: ${stackOf(error)}`);
  // The client may be gone, or half of an answer may have been sent.
  if (reply.raw.headersSent || reply.raw.destroyed) return reply.hijack();
  const stale = [
    // Fastify closes at once where a body is too large: whoever is still sending it would never read the answer.
    "connection",
    "content-length",
    "etag",
    "content-disposition",
    ...(view.status === 416 ? [] : ["content-range"]),
  ];
  for (const name of stale) {
    // Where a stream failed before its first byte, the headers of what it was have been set on both.
    reply.removeHeader(name);
    reply.raw.removeHeader(name);
  }
  void reply.code(view.status);
  if (mayWait.has(view.status) && !reply.hasHeader("retry-after"))
    void reply.header("retry-after", retryAfterSeconds[view.code as ErrorCode] ?? defaultRetryAfterSeconds);
  // As bytes: to a text fastify would add a charset, which this media type does not have.
  if (isApi(request)) return reply.type(problemMediaType).send(Buffer.from(JSON.stringify(view)));
  return reply.type("text/plain; charset=utf-8").send(`${view.detail}\n`);
}

/** Statuses that may be another a little later (RFC 9110 §10.2.3). */
const mayWait: ReadonlySet<number> = new Set([429, 503, 507]);
const defaultRetryAfterSeconds = 5;
/** How long what is in the way most likely takes. */
const retryAfterSeconds: Partial<Readonly<Record<ErrorCode, number>>> = { held: 60, "store-full": 30 };

/** Answers a request that no route takes. @throws {RunyardError} `wrong-method` with the methods that are, `not-found` */
export function refuseUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[],
): never {
  const path = pathOf(request);
  if (allowed.length === 0)
    throw new RunyardError("not-found", `Cannot find "${path}": there is nothing at this address`);
  void reply.header("allow", allowed.join(", "));
  throw new RunyardError(
    "wrong-method",
    `Cannot ${request.method} "${path}": it takes ${allowed.join(", ")}`,
  );
}

/** The path of a request, without its query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}

function isApi(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return path.startsWith("/api/") || path === "/healthz";
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
