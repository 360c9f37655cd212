import type { GatheredOutput } from "./gathered-output.ts";
import { type Match, matchingRuns } from "./matching-runs.ts";

/** One of two outputs that are compared, and what it is called. */
export interface DiffSide {
  readonly label: string;
  readonly output: Pick<GatheredOutput, "lines">;
}

/** How many equal lines are shown around a change. */
const CONTEXT = 3;

/**
 * What has to change in one output to become the other, as `diff -u` writes it: lines without their LF, none where they
 * are equal. Which lines are taken for equal ones is as in Python's difflib, so that the text is ClusterShell's.
 *
 * @throws {RangeError} where there are too many lines to compare
 */
export function* unifiedDiff(from: DiffSide, to: DiffSide): Generator<Uint8Array> {
  const [before, after] = [linesOf(from), linesOf(to)];
  const changes = changesBetween(before.texts, after.texts);
  if (changes.length > 0) {
    yield Buffer.from(`--- ${from.label}`);
    yield Buffer.from(`+++ ${to.label}`);
  }
  for (const hunk of hunksOf(changes)) yield* showHunk(hunk, before.lines, after.lines);
}

interface Lines {
  readonly lines: readonly Uint8Array[];
  /** The same as texts that are equal where the bytes are. */
  readonly texts: readonly string[];
}

/** More would take gigabytes of memory. */
const MOST_LINES = 2_000_000;

function linesOf({ label, output }: DiffSide): Lines {
  const lines: Uint8Array[] = [];
  for (const line of output.lines()) {
    lines.push(line);
    if (lines.length > MOST_LINES)
      throw new RangeError(`Cannot compare the output of "${label}": it has more than ${MOST_LINES} lines`);
  }
  return {
    lines,
    texts: lines.map((line) => Buffer.from(line.buffer, line.byteOffset, line.length).toString("latin1")),
  };
}

/** Lines of one side in place of lines of the other; the ends are those of the lines after them. */
interface Change {
  readonly fromStart: number;
  readonly fromEnd: number;
  readonly toStart: number;
  readonly toEnd: number;
}

/** What stands between the runs of equal lines. */
function changesBetween(before: readonly string[], after: readonly string[]): readonly Change[] {
  const end: Match = { from: before.length, to: after.length, length: 0 };
  let [fromStart, toStart] = [0, 0];
  const changes: Change[] = [];
  for (const run of [...matchingRuns(before, after), end]) {
    if (run.from > fromStart || run.to > toStart)
      changes.push({ fromStart, fromEnd: run.from, toStart, toEnd: run.to });
    [fromStart, toStart] = [run.from + run.length, run.to + run.length];
  }
  return changes;
}

/** Changes whose context would touch are shown together. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    const last = hunk?.at(-1);
    if (hunk === undefined || last === undefined || change.fromStart - last.fromEnd > 2 * CONTEXT)
      hunks.push([change]);
    else hunk.push(change);
  }
  return hunks;
}

function* showHunk(
  hunk: readonly Change[],
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
): Generator<Uint8Array> {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return;
  const lead = Math.min(CONTEXT, first.fromStart);
  const trail = Math.min(CONTEXT, before.length - last.fromEnd);
  const from = placeOf(first.fromStart - lead, last.fromEnd + trail);
  const to = placeOf(first.toStart - lead, last.toEnd + trail);
  yield Buffer.from(`@@ -${from} +${to} @@`);
  let shown = first.fromStart - lead;
  for (const change of hunk) {
    yield* marked(" ", before, shown, change.fromStart);
    yield* marked("-", before, change.fromStart, change.fromEnd);
    yield* marked("+", after, change.toStart, change.toEnd);
    shown = change.fromEnd;
  }
  yield* marked(" ", before, shown, last.fromEnd + trail);
}

/** Where lines stand, counted from 1; where there are none, after which line. */
function placeOf(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

function* marked(
  mark: string,
  lines: readonly Uint8Array[],
  start: number,
  end: number,
): Generator<Uint8Array> {
  const bytes = Buffer.from(mark);
  for (let line = start; line < end; line++) yield Buffer.concat([bytes, lines[line] as Uint8Array]);
}
