import type { Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { formatInstant, formatSize, messageOf, parseSize, systemCode } from "../../core/mod.ts";
import { decodingProblem } from "./image-decoder.ts";
import { SIGNATURE_BYTES, imageKind } from "./image-kind.ts";

/** What the outputs of an item have to be. */
export interface OutputRules {
  /** Whether there has to be one at all. */
  readonly isRequired: boolean;
  /** A file of this size passes. */
  readonly minimumBytes: number;
  /** Whether each is an image: PNG and JPEG are decoded, other kinds known by their signature. */
  readonly isImage: boolean;
  /** When the item began, in ms since 1970: an older file is not its output. null where that does not matter. */
  readonly newerThan: number | null;
  /** Where relative paths begin. */
  readonly folder: string;
}

/**
 * A file may bear a time that is this much, in ms, before the moment of writing: Linux stamps files with the time of the
 * last tick of its clock, and ticks are up to 10 ms apart.
 */
const TICK = 20;

/** More of a path than this is not repeated in a message. Its end says more than its beginning. */
const SHOWN = 300;

/**
 * Looks at all outputs of an item, as they are now: the command that wrote them has ended.
 *
 * @returns what is wrong, at most one sentence for each output; nothing where all is well
 */
export async function checkOutputs(paths: readonly string[], rules: OutputRules): Promise<readonly string[]> {
  if (paths.length === 0) {
    return rules.isRequired ? ["No output was named: at least one is required"] : [];
  }
  const sentences: string[] = [];
  // One after the other: each image takes memory.
  for (const path of new Set(paths.map((named) => resolve(rules.folder, named)))) {
    const problem = await problemOf(path, rules);
    if (problem !== undefined) sentences.push(`Output ${shown(path)} ${problem}`);
  }
  return sentences;
}

function shown(path: string): string {
  return JSON.stringify(path.length > SHOWN ? `…${path.slice(1 - SHOWN)}` : path);
}

async function problemOf(path: string, rules: OutputRules): Promise<string | undefined> {
  if (path.includes("\0")) return "has a null character, which no path can have";
  if (!path.isWellFormed()) return "can't be looked at: its name is not UTF-8";
  try {
    return problemOfFile(await stat(path), rules) ?? (rules.isImage ? await problemOfImage(path) : undefined);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
    // Without the path, which the sentence has.
    return `can't be looked at: ${messageOf(error).replace(/, \w+ '[^]*$/, "")}`;
  }
}

function problemOfFile(file: Stats, { newerThan, minimumBytes }: OutputRules): string | undefined {
  if (!file.isFile()) return file.isDirectory() ? "is a folder, not a file" : "is not a regular file";
  if (newerThan !== null && file.mtimeMs < newerThan - TICK) {
    return `was not written by this item: it is from ${formatInstant(file.mtimeMs)}`;
  }
  if (file.size >= minimumBytes) return undefined;
  const size = file.size === 0 ? "empty" : exactly(file.size);
  return `is ${size}, at least ${shortly(minimumBytes)} ${minimumBytes === 1 ? "is" : "are"} wanted`;
}

function exactly(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

/** A size as short as it can be said without rounding it. */
function shortly(bytes: number): string {
  const short = formatSize(bytes).replace(".0 ", " ");
  return bytes >= 1000 && parseSize(short.replace(" ", "")) === bytes ? short : exactly(bytes);
}

async function problemOfImage(path: string): Promise<string | undefined> {
  const kind = imageKind(await beginningOf(path), path);
  if (kind === undefined) return "can't be read as an image: it is of no kind that is known";
  const problem = kind === "other" ? undefined : await decodingProblem(path, kind);
  return problem === undefined ? undefined : `can't be read as an image: ${problem}`;
}

async function beginningOf(path: string): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE_BYTES), 0, SIGNATURE_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}
