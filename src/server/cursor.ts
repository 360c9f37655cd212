import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { RunyardError } from "../core/mod.ts";
import type { ResultQuery } from "../store/mod.ts";

/** The lists whose places are numbers. */
export type PagedList = "jobs" | "items";

/** A cursor as it stands in a query. */
export const cursorText: z.ZodOptional<z.ZodString> = cursorOfLength(100);

/** As {@link cursorText}, for results, whose places are as long as the names of files. */
export const resultCursorText: z.ZodOptional<z.ZodString> = cursorOfLength(8000);

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
  throw notOurs(list, text);
}

/** Where a list of results goes on: after this one. */
export function makeResultCursor({ item, id }: ResultPlace): string {
  return Buffer.from(`results ${item} ${id}`).toString("base64url");
}

/** As {@link readCursor}, for results. @throws {RunyardError} `bad-request` */
export function readResultCursor(text: string | undefined): ResultPlace | undefined {
  if (text === undefined) return undefined;
  const [, digits, id = ""] =
    /^results (\d{1,15}) ([^]+)$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  const place = { item: Number(digits), id };
  if (digits !== undefined && makeResultCursor(place) === text) return place;
  throw notOurs("results", text.slice(0, 100));
}

type ResultPlace = NonNullable<ResultQuery["after"]>;

function cursorOfLength(most: number): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .max(most)
    .optional()
    .describe("The `next` of the page before: the list goes on there, whatever came or went meanwhile");
}

function notOurs(list: string, text: string): RunyardError {
  return new RunyardError(
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
