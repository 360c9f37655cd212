import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { RunyardError } from "../core/mod.ts";

/** The lists that are given page by page. */
export type PagedList = "jobs" | "items";

/** A cursor as it stands in a query. */
export const cursorText: z.ZodOptional<z.ZodString> = z
  .string()
  .max(100)
  .optional()
  .describe("The `next` of the page before: the list goes on there, whatever came or went meanwhile");

/** Where a list goes on, as an opaque text. It names a place in an order that never changes. */
export function makeCursor(list: PagedList, position: number): string {
  return Buffer.from(`${list} ${position}`).toString("base64url");
}

/**
 * The place that a cursor names; undefined where there is no cursor.
 *
 * @throws {RunyardError} `bad-request` for a text that this list never gave
 */
export function readCursor(list: PagedList, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits] = /^\w+ (\d{1,15})$/.exec(Buffer.from(text, "base64url").toString("latin1")) ?? [];
  if (digits !== undefined && makeCursor(list, Number(digits)) === text) return Number(digits);
  throw new RunyardError(
    "bad-request",
    `Cannot go on at the cursor "${text}": it is not the "next" of a list of ${list}`,
  );
}

/** Tells where the next page is (RFC 8288), beside the `next` in the body. */
export function linkNext(
  request: FastifyRequest,
  reply: FastifyReply,
  { base, next }: { readonly base: string; readonly next: string | null },
): void {
  if (next === null) return;
  const [path = "", query = ""] = request.url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("cursor", next);
  void reply.header("link", `<${base}${path}?${parameters.toString()}>; rel="next"`);
}
