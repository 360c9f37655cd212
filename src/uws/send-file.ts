import { open } from "node:fs/promises";
import type { FastifyReply } from "fastify";
import { RunyardError, systemCode } from "../core/mod.ts";
import { type Download, sendContent } from "./send-content.ts";

/** A file as it is given to a client: its SHA-256, where it is known, is its ETag. */
export interface FileDownload extends Omit<Download, "etag"> {
  readonly sha256?: string;
}

/**
 * Sends a file from the disk, or a part of it, as it is read.
 *
 * @throws {RunyardError} `no-longer-there` where the file is gone
 */
export async function sendFile(
  reply: FastifyReply,
  path: string,
  { name, mediaType, sha256 }: FileDownload,
): Promise<FastifyReply> {
  const file = await open(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new RunyardError("no-longer-there", `Cannot send "${name}": its file is gone`, { cause: error });
  });
  const { size: sizeBytes } = await file.stat();
  let isRead = false;
  const read = (start: number, length: number) => {
    isRead = true;
    return file.createReadStream({ start, end: start + length - 1 });
  };
  const etag = sha256 === undefined ? {} : { etag: `"${sha256}"` };
  try {
    return sendContent(reply, { sizeBytes, read }, { name, mediaType, ...etag });
  } finally {
    // What is read closes the file by itself.
    if (!isRead) await file.close();
  }
}
