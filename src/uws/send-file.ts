import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { RunyardError, systemCode } from "../core/mod.ts";

/** How bytes are given to a client. */
export interface Download {
  /** What the client may save it as. */
  readonly name: string;
  readonly mediaType: string;
  readonly sha256?: string;
}

/**
 * Sends a file from the disk, as it is read.
 *
 * @throws {RunyardError} `no-longer-there` where the file is gone
 */
export async function sendFile(reply: FastifyReply, path: string, download: Download): Promise<FastifyReply> {
  const etag = download.sha256 === undefined ? undefined : `"${download.sha256}"`;
  if (etag !== undefined && reply.request.headers["if-none-match"] === etag) return reply.code(304).send();
  const file = await open(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new RunyardError("no-longer-there", `Cannot send "${download.name}": its file is gone`, {
      cause: error,
    });
  });
  const { size } = await file.stat();
  if (etag !== undefined) void reply.header("etag", etag);
  return sendBytes(reply, file.createReadStream(), size, download);
}

/** Sends bytes with the headers that keep a browser from running them. */
export function sendBytes(
  reply: FastifyReply,
  content: Readable | AsyncIterable<Uint8Array>,
  sizeBytes: number,
  download: Download,
): FastifyReply {
  return reply
    .header("content-type", headerSafe(download.mediaType))
    .header("content-length", sizeBytes)
    .header("content-disposition", attachment(download.name))
    .header("content-security-policy", "default-src 'none'; sandbox")
    .header("cache-control", "private, no-cache")
    .send(content instanceof Readable ? content : Readable.from(content));
}

/** `Content-Disposition` of a download (RFC 6266): a plain name for old clients, the whole one beside it. */
export function attachment(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const safe =
    last
      .toWellFormed()
      .replace(/\p{Cc}/gu, "_")
      .replace(/^\.+/, "_") || "file";
  const plain = safe.replace(/[^\u0020-\u007E]|["\\%]/g, "_");
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === safe
    ? `attachment; filename="${plain}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function headerSafe(mediaType: string): string {
  return /^[\u0020-\u007E]+$/.test(mediaType) ? mediaType : "application/octet-stream";
}
