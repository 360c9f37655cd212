import { type ErrorCode, RunyardError, errorTable, messageOf } from "../core/mod.ts";
import type { ProblemView } from "./api.ts";

/** The media type of problem details (RFC 9457 §6.1). */
export const problemMediaType = "application/problem+json";

/**
 * Whatever was thrown, as problem details (RFC 9457). What nobody expected is told without its message.
 *
 * @param instance the path that was asked for, where it is known
 */
export function problemOf(error: unknown, instance?: string): ProblemView {
  if (error instanceof RunyardError) return problem(error.code, error.message, instance);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = frameworkErrors[code];
  if (known !== undefined) return problem(known[0], known[1], instance, known[2]);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500)
    return problem("bad-request", `Cannot read the request: ${messageOf(error)}`, instance);
  return {
    type: "/problems/internal",
    title: "Something happened that nobody expected",
    status: 500,
    detail: "Cannot answer: an internal error, see the server's log",
    ...(instance !== undefined && { instance }),
    code: "internal",
  };
}

function problem(
  code: ErrorCode,
  detail: string,
  instance: string | undefined,
  status: number = errorTable[code].status,
): ProblemView {
  const place = instance === undefined ? {} : { instance };
  return { type: `/problems/${code}`, title: errorTable[code].meaning, status, detail, ...place, code };
}

/** What fastify and Node refuse by themselves, in our words; with a status where it is not the code's own. */
const frameworkErrors: Readonly<Record<string, readonly [ErrorCode, string, number?]>> = {
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
  HPE_HEADER_OVERFLOW: ["too-large", "Cannot read the request: its headers are larger than 16 KiB", 431],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    "too-large",
    "Cannot read the request: its chunks have too many extensions",
  ],
  HPE_INVALID_CONTENT_LENGTH: [
    "bad-request",
    "Cannot read the request: its Content-Length is no number, or stands beside a Transfer-Encoding",
  ],
  HPE_UNEXPECTED_CONTENT_LENGTH: [
    "bad-request",
    "Cannot read the request: it has a Content-Length that contradicts its other headers",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ["bad-request", "Cannot read the request: it did not come in time", 408],
};
