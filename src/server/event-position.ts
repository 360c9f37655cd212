import type { FastifyRequest } from "fastify";
import { RunyardError } from "../core/mod.ts";

/** From where on a client wants events: after a change, and at places of both outputs. */
export interface EventPosition {
  readonly after?: number;
  readonly stdout: number;
  readonly stderr: number;
}

/**
 * Where a stream goes on. A browser sends Last-Event-ID when it comes back, with the same address as at first: so it
 * goes before `after`.
 *
 * @throws {RunyardError} `bad-request`
 */
export function readPosition(request: FastifyRequest, after: number | undefined): EventPosition {
  const last = request.headers["last-event-id"];
  if (last === undefined || last === "")
    return { stdout: 0, stderr: 0, ...(after !== undefined && { after }) };
  const [, sequence, stdout = 0, stderr = 0] =
    /^(\d{1,15})(?:;(\d{1,15}),(\d{1,15}))?$/.exec(String(last)) ?? [];
  if (sequence !== undefined)
    return { after: Number(sequence), stdout: Number(stdout), stderr: Number(stderr) };
  throw new RunyardError("bad-request", `Cannot resume after event "${String(last)}": it is no event's id`);
}
