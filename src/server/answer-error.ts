import type { FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, type Log, RunyardError, errorTable, messageOf } from "../core/mod.ts";
import type { ErrorView } from "./api.ts";

/**
 * Answers an error, whatever threw it: JSON in the API, one line of text elsewhere (DALI 1.1 §4.2). What nobody
 * expected goes to the log, and the client only learns that it did.
 */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
): FastifyReply {
  const view = errorView(error);
  if (view.code === "internal") log.error(`${request.method} ${request.url}: ${stackOf(error)}`);
  // The client may be gone, or half of an answer may have been sent.
  if (reply.raw.headersSent || reply.raw.destroyed) return reply.hijack();
  for (const name of ["content-length", "etag", "content-disposition"]) {
    // Where a stream failed before its first byte, the headers of what it was have been set on both.
    reply.removeHeader(name);
    reply.raw.removeHeader(name);
  }
  void reply.code(view.status);
  if (isApi(request)) return reply.type("application/json; charset=utf-8").send(JSON.stringify(view));
  return reply.type("text/plain; charset=utf-8").send(`${view.message}\n`);
}

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

function errorView(error: unknown): ErrorView {
  if (error instanceof RunyardError) return viewOf(error.code, error.message);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = frameworkErrors[code];
  if (known !== undefined) return viewOf(...known);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return viewOf("bad-request", `Cannot read the request: ${messageOf(error)}`);
  return { code: "internal", status: 500, message: "Cannot answer: an internal error, see the server's log" };
}

function viewOf(code: ErrorCode, message: string): ErrorView {
  return { code, status: errorTable[code].status, message };
}

/** What fastify refuses by itself, in our words. */
const frameworkErrors: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["too-large", "Cannot read the request: its body is larger than 1 MB"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "bad-request",
    "Cannot read the request: its Content-Type is not one of application/json, application/x-www-form-urlencoded, multipart/form-data",
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: ["bad-request", "Cannot read the request: its body is not JSON"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    "bad-request",
    "Cannot read the request: its body is not as long as its Content-Length says",
  ],
  FST_ERR_MAX_PARAM_LENGTH: ["not-found", "Cannot find this: there is nothing at an address as long as that"],
  FST_ERR_BAD_URL: ["bad-request", "Cannot read the request: its address is not a well-formed URL"],
};

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
