import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, pathBelow, systemCode } from "../../core/mod.ts";
import type { Answer } from "./answer.ts";
import { type Connection, parseAddress } from "./connection.ts";
import { PartialFile } from "./partial-file.ts";
import type { UwsResultReference } from "./job-document.ts";
import { UwsServiceError } from "./service-error.ts";

const MOST_FAILURES = 4;
const FIRST_PAUSE_MS = 200;

/** Fetches a result into a folder: under another name until it is known to be whole. @returns the path */
export async function downloadResult(
  connection: Connection,
  result: UwsResultReference,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const path = await pathBelow(folder, result.id);
  const part = join(dirname(path), `.runyard-${randomBytes(8).toString("hex")}.part`);
  try {
    const file = await open(part, "wx");
    try {
      await fetchAll(connection, result, file, signal);
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof UwsServiceError || systemCode(error) === undefined || signal?.aborted === true)
      throw error;
    throw new Error(`Cannot write "${path}": ${messageOf(error)}`, { cause: error });
  }
  return path;
}

async function fetchAll(
  connection: Connection,
  result: UwsResultReference,
  file: FileHandle,
  signal: AbortSignal | undefined,
): Promise<void> {
  const partial = new PartialFile(result, file);
  for (let failures = 1; ; failures++) {
    try {
      await fetchRest(connection, result, partial, signal);
      partial.check();
      return;
    } catch (error) {
      const passes = error instanceof UwsServiceError && error.isTransient && failures <= MOST_FAILURES;
      if (!passes) throw error;
      await connection.pause(error.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** failures, signal);
    }
  }
}

async function fetchRest(
  connection: Connection,
  { id, href }: UwsResultReference,
  partial: PartialFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  const answer: Answer = await connection.send({
    action: `fetch the result "${id}"`,
    url: parseAddress(href),
    headers: { "accept-encoding": "identity", ...partial.rangeHeaders() },
    leavesOrigin: true,
    signal,
  });
  try {
    await partial.begin(answer.response);
    for await (const chunk of answer.bytes()) await partial.add(chunk);
  } finally {
    await answer.discard();
  }
}
