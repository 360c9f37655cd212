import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { type ErrorCode, RunyardError } from "../core/mod.ts";
import { type Mistake, readBySchema } from "../job/mod.ts";
import { pathOf } from "./answer-error.ts";
import type { Route } from "./route.ts";

/**
 * What a request has for a route, by the route's schemas.
 *
 * @throws {RunyardError} `not-found` for an address that can't be one of ours, `bad-parameter` for a name that no
 *   parameter can have, `bad-request` for anything else
 */
export function checkedInput(
  route: Route,
  request: FastifyRequest,
  body: unknown,
): { readonly params: unknown; readonly query: unknown; readonly body: unknown } {
  checkNames(body);
  return {
    params: check(route.params, request.params, "not-found", () => `Cannot find "${pathOf(request)}"`),
    query: check(route.query, request.query, "bad-request", () => "Cannot read the request's query"),
    body: check(route.body, body, "bad-request", () => "Cannot read the request's body"),
  };
}

/** A schema of a record leaves this name out without a word. */
function checkNames(body: unknown): void {
  const parameters: unknown = Object.getOwnPropertyDescriptor(Object(body), "parameters")?.value;
  if (typeof parameters !== "object" || parameters === null || !Object.hasOwn(parameters, "__proto__"))
    return;
  throw new RunyardError(
    "bad-parameter",
    'Cannot set parameter "__proto__": the job\'s type has no such parameter',
  );
}

function check(schema: z.ZodType | undefined, value: unknown, code: ErrorCode, begin: () => string): unknown {
  if (schema === undefined) return undefined;
  const reading = readBySchema(schema, value);
  if (reading.ok) return reading.value;
  const reason = code === "not-found" ? "there is nothing at this address" : sentence(reading.mistakes[0]);
  throw new RunyardError(code, `${begin()}: ${reason}`);
}

function sentence(mistake: Mistake | undefined): string {
  if (mistake === undefined) return "it does not have the form that is wanted";
  const { path, message } = mistake;
  return path.length === 0 ? message : `"${path.join(".")}": ${message}`;
}
