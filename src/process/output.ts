import { watch } from "node:fs";
import { open } from "node:fs/promises";
import { systemCode } from "../core/mod.ts";

/** A part of an output file. */
export interface OutputPart {
  readonly bytes: Uint8Array;
  /** How much there was in all at that moment. */
  readonly sizeBytes: number;
}

/** Reads at most `length` bytes of an output file from `offset` on; nothing where the file is not there yet. */
export async function readOutput(path: string, offset: number, length: number): Promise<OutputPart> {
  let file;
  try {
    file = await open(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return { bytes: new Uint8Array(), sizeBytes: 0 };
    throw error;
  }
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    return { bytes: bytes.subarray(0, bytesRead), sizeBytes: size };
  } finally {
    await file.close();
  }
}

/** How long a change may go unseen where the system sends no events: none are left to have, or a network file system. */
const FALLBACK_MS = 1000;

/**
 * Calls `onChange` when something in an attempt's folder may have changed, and once a second in any case, so that the
 * reader looks for itself. It keeps no process alive.
 *
 * @returns the function that ends it
 */
export function watchOutput(folder: string, onChange: () => void): () => void {
  const timer = setInterval(onChange, FALLBACK_MS).unref();
  const stopEvents = watchEvents(folder, onChange);
  return () => {
    clearInterval(timer);
    stopEvents();
  };
}

function watchEvents(folder: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
