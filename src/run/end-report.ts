import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  statfsSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";
import { systemCode } from "../core/mod.ts";
import { type Outcome, type Usage, isSuccess } from "../job/mod.ts";
import type { AttemptOrder, EndReport, ItemReport, ItemReportWithFiles } from "./agent-protocol.ts";
import { findFiles } from "./found-files.ts";
import { explainedOutcome } from "./host-failure.ts";
import { readJournal } from "./journal.ts";

/** How an attempt ended, before its folder has been looked through. */
export interface AttemptConclusion {
  readonly outcome: Outcome;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly pid: number | null;
  readonly usage: Usage | null;
  /** Whether processes that had left its group had to be ended. */
  readonly leftProcesses: boolean;
}

/** Output up to this size goes into the store with the report, and the attempt's folder goes. */
const ENCLOSED_BYTES = 64 * 1024;
/** With less room than this a disk counts as full. */
const FULL_BYTES = 256 * 1024;
/** How much of standard error an error summary may quote from. */
const TAIL_BYTES = 4096;

/** Looks through an ended attempt's folder for its report, and the output that goes beside it. */
export async function makeEndReport(
  order: AttemptOrder,
  folder: string,
  conclusion: AttemptConclusion,
): Promise<{ readonly report: EndReport; readonly bytes: Uint8Array }> {
  // Where it takes items the limit is each item's, and was looked at while they ran.
  const writtenBytes = order.holds > 0 ? 0 : cutToLimit(folder, order.outputLimitBytes);
  const stdout = readPart(join(folder, "stdout"), 0, ENCLOSED_BYTES);
  const stderr = readPart(join(folder, "stderr"), 0, ENCLOSED_BYTES);
  const outputEnclosed = stdout.sizeBytes + stderr.sizeBytes <= ENCLOSED_BYTES;
  const outcome = order.holds > 0 ? explainedOutcome(folder, conclusion.outcome) : conclusion.outcome;
  const { files, unnamed } =
    order.holds > 0 ? { files: [], unnamed: 0 } : await findFiles(join(folder, "results"));
  // An item is held until its report was answered: no more than the last so many may be unknown.
  const items =
    order.holds > 0
      ? await reportsWithFiles(folder, readJournal(folder).slice(-order.holds), order.resultLimitBytes)
      : [];
  const report: EndReport = {
    attempt: order.id,
    fence: order.fence,
    ...conclusion,
    outcome: limitedOutcome(order, outcome, writtenBytes, files),
    stdoutBytes: stdout.sizeBytes,
    stderrBytes: stderr.sizeBytes,
    outputEnclosed,
    errorTail: `${tailOf(join(folder, "stderr"), stderr.sizeBytes)}${isSuccess(conclusion.outcome) ? "" : fullDiskNote(folder)}`,
    files,
    unnamedFiles: unnamed,
    items,
  };
  return { report, bytes: outputEnclosed ? Buffer.concat([stdout.bytes, stderr.bytes]) : new Uint8Array(0) };
}

/** Adds to each report of a journal the files that the item left in its own results folder; too many bytes fail the item. */
export async function reportsWithFiles(
  folder: string,
  reports: readonly ItemReport[],
  resultLimitBytes: number,
): Promise<readonly ItemReportWithFiles[]> {
  const full: ItemReportWithFiles[] = [];
  for (const report of reports) {
    const { files, unnamed } = await findFiles(join(folder, "results", String(report.index)));
    const writtenBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    const isTooMuch = writtenBytes > resultLimitBytes;
    full.push({
      ...report,
      ...(isTooMuch && {
        outcome: { kind: "output-limit", limitBytes: resultLimitBytes, writtenBytes } as const,
      }),
      files: isTooMuch ? [] : files,
      unnamedFiles: isTooMuch ? 0 : unnamed,
      errorTail: tailOf(join(folder, "stderr"), report.stderr.to, report.stderr.from),
    });
  }
  return full;
}

/**
 * Cuts output that went past its limit before anybody looked, so that what is kept is bounded: standard error is kept
 * first, being the shorter and the more telling. @returns how much had been written
 */
function cutToLimit(folder: string, limitBytes: number): number {
  const sizeOf = (name: string): number => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  const [stdout, stderr] = [sizeOf("stdout"), sizeOf("stderr")];
  if (stdout + stderr > limitBytes) {
    const kept = Math.min(stderr, limitBytes);
    if (stderr > kept) truncateSync(join(folder, "stderr"), kept);
    if (stdout > limitBytes - kept) truncateSync(join(folder, "stdout"), limitBytes - kept);
  }
  return stdout + stderr;
}

/** A command may write past its limit and end before anybody looks: its end is then the limit's all the same. */
function limitedOutcome(
  order: AttemptOrder,
  outcome: Outcome,
  writtenBytes: number,
  files: readonly { readonly sizeBytes: number }[],
): Outcome {
  if (outcome.kind !== "exit" && outcome.kind !== "signal") return outcome;
  const resultBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (writtenBytes > order.outputLimitBytes) {
    return { kind: "output-limit", limitBytes: order.outputLimitBytes, writtenBytes };
  }
  if (resultBytes > order.resultLimitBytes) {
    return { kind: "output-limit", limitBytes: order.resultLimitBytes, writtenBytes: resultBytes };
  }
  return outcome;
}

/** On a full disk a command's own complaint has no room either. */
function fullDiskNote(folder: string): string {
  if (!existsSync(folder)) return "";
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= FULL_BYTES
    ? ""
    : "The disk was full when this ended: what it wrote last may be missing\n";
}

function tailOf(path: string, end: number, begin = 0): string {
  const from = Math.max(begin, end - TAIL_BYTES);
  return readPart(path, from, end - from).bytes.toString("utf8");
}

function readPart(path: string, offset: number, length: number): { bytes: Buffer; sizeBytes: number } {
  const file = openIfThere(path);
  if (file === undefined) return { bytes: Buffer.alloc(0), sizeBytes: 0 };
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, fstatSync(file).size - offset)));
    const read = readSync(file, bytes, 0, bytes.length, offset);
    return { bytes: bytes.subarray(0, read), sizeBytes: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
