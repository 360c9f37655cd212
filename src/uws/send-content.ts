import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { RunyardError } from "../core/mod.ts";
import { attachment } from "./attachment.ts";
import { type ByteRange, matchesEtag, parseRange } from "./byte-range.ts";

/** How bytes are given to a client. */
export interface Download {
  /** What the client may save it as. */
  readonly name: string;
  readonly mediaType: string;
  /** Strong (RFC 9110 §8.8.1), with its quotes; left out where the bytes may still change. */
  readonly etag?: string;
}

/** Bytes that can be read from any place. */
export interface Content {
  readonly sizeBytes: number;
  /** Whether more may come: then nobody knows how long it will be. */
  readonly grows?: boolean;
  /** Reads so many bytes from a place on, as the client takes them. */
  read(offset: number, length: number): Readable | AsyncIterable<Uint8Array>;
}

/**
 * Sends bytes, or the part of them that is asked for, or tells that the client has them already (RFC 9110 §13 and
 * §14), with the headers that keep a browser from running them.
 *
 * @throws {RunyardError} `bad-range` where nothing of the part is there
 */
export function sendContent(reply: FastifyReply, content: Content, download: Download): FastifyReply {
  const { sizeBytes } = content;
  const { etag } = download;
  setHeaders(reply, download);
  const { headers, method } = reply.request;
  if (etag !== undefined && matchesEtag(headers["if-none-match"], etag)) return reply.code(304).send();
  const range = method === "GET" && isSame(headers["if-range"], etag) ? headers.range : undefined;
  const part = parseRange(range, sizeBytes);
  if (part === "unsatisfiable") return refuseRange(reply, sizeBytes);
  const { first, last } = part ?? { first: 0, last: sizeBytes - 1 };
  if (part !== undefined) void reply.code(206).header("content-range", contentRange(part, content));
  const length = last - first + 1;
  void reply.header("content-length", length);
  // A HEAD reads nothing, and says how much there would be.
  if (method === "HEAD" || length === 0) return reply.send(Readable.from([]));
  const bytes = content.read(first, length);
  return reply.send(bytes instanceof Readable ? bytes : Readable.from(bytes));
}

function setHeaders(reply: FastifyReply, { name, mediaType, etag }: Download): void {
  void reply
    .header("content-type", headerSafe(mediaType))
    .header("content-disposition", attachment(name))
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("cache-control", "private, no-cache")
    .header("accept-ranges", "bytes");
  if (etag !== undefined) void reply.header("etag", etag);
}

/** Whether a part would belong to what the client has (RFC 9110 §13.1.5). A date says nothing: we tell none. */
function isSame(ifRange: string | string[] | undefined, etag: string | undefined): boolean {
  return ifRange === undefined || (etag !== undefined && ifRange === etag);
}

function contentRange({ first, last }: ByteRange, { sizeBytes, grows = false }: Content): string {
  return `bytes ${first}-${last}/${grows ? "*" : sizeBytes}`;
}

function refuseRange(reply: FastifyReply, sizeBytes: number): never {
  void reply.header("content-range", `bytes */${sizeBytes}`);
  throw new RunyardError("bad-range", `Cannot send this range: there are ${sizeBytes} bytes`);
}

function headerSafe(mediaType: string): string {
  return /^[\u0020-\u007E]+$/.test(mediaType) ? mediaType : "application/octet-stream";
}
