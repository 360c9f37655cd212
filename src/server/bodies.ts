import type { FastifyInstance } from "fastify";
import { RunyardError } from "../core/mod.ts";

/** Of JSON and urlencoded bodies, which are read whole. */
export const bodyLimitBytes = 1_000_000;

/** Readers of the bodies that are read whole: JSON as a value, a form as URLSearchParams, an empty one as nothing. */
export function registerBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : (JSON.parse(String(body)) as unknown));
    } catch (cause) {
      done(new RunyardError("bad-request", "Cannot read the request: its body is not JSON", { cause }));
    }
  });
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => {
      done(null, new URLSearchParams(String(body)));
    },
  );
}
