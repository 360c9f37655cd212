import type { FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";

/** The header as the API's description tells it. */
export const idempotencyKeyHeader: Readonly<Record<string, string>> = {
  "Idempotency-Key":
    "A text of yours, such as a UUID, 255 characters at most: the same request with the same key makes no second job within a day, and is answered with the first one",
};

/**
 * A request's idempotency key (draft-ietf-httpapi-idempotency-key-header §2.1): a quoted string, or the same text
 * without its quotes.
 *
 * @throws {RunyardError} `bad-request`
 */
export function readIdempotencyKey(request: FastifyRequest): string | undefined {
  const text = request.headers["idempotency-key"];
  if (text === undefined) return undefined;
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(String(text))?.[1]?.replaceAll(/\\(.)/g, "$1");
  const key = quoted ?? String(text);
  if (/^[\u0020-\u007E]{1,255}$/.test(key) && (quoted !== undefined || !/["\s]/.test(key))) return key;
  throw new RunyardError(
    "bad-request",
    "Cannot read the Idempotency-Key: 1 to 255 printable ASCII characters are wanted",
  );
}
