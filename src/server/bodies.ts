import type { FastifyInstance, FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";
import { readFormFields } from "../uws/mod.ts";

/** Of JSON and urlencoded bodies, which are read whole. */
export const bodyLimitBytes = 1_000_000;

/** Readers of the bodies that are read whole: JSON as a value, a form as URLSearchParams, an empty one as nothing. */
export function registerBodies(app: FastifyInstance): void {
  app.addHook("preParsing", async ({ headers }) => refuseCompressed(headers["content-encoding"]));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, body: Buffer) =>
      body.length === 0 ? undefined : parseJson(readText(body)),
  );
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, body: Buffer) => readFormFields(readText(body)),
  );
}

function refuseCompressed(encoding: string | undefined): void {
  if (encoding === undefined || /^\s*(?:identity)?\s*$/i.test(encoding)) return;
  throw new RunyardError(
    "bad-request",
    `Cannot read the request: its body is compressed (Content-Encoding "${encoding}"), and is taken only as it is`,
  );
}

/** Bytes that are no UTF-8 would become other text without a word. */
function readText(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new RunyardError("bad-request", "Cannot read the request: its body is no text in UTF-8", { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RunyardError("bad-request", "Cannot read the request: its body is not JSON", { cause });
  }
}
