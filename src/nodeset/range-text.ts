import { MOST_DIGITS, type Position, add, divide, firstOf, positionOf, subtract } from "./position.ts";
import { MOST_RUNS, type Runs, mergeIntervals } from "./runs.ts";

/** A part of a range set that can't be read: where it stands in the text, and what is the case. */
export interface RangeMistake {
  readonly position: number;
  readonly length: number;
  readonly reason: string;
}

/** `7`, `08-11`, `0-10/2`, `-5--3`, with blanks around each part. No text makes it try many ways. */
const RANGE = /^(?:(-)\s*)?(\d+)\s*(?:-\s*(?:(-)\s*)?(\d+)\s*)?(?:\/\s*(-?\d+))?$/;

/**
 * Reads `1-5,8,00-10/2`: ranges between commas, each `a`, `a-b` or `a-b/step`, both ends included.
 *
 * @returns the runs, or the first mistake
 */
export function readRanges(text: string): Runs | RangeMistake {
  const intervals: Position[] = [];
  for (let start = 0; start <= text.length; ) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    const part = text.slice(start, end);
    const reason = addRange(part, intervals);
    if (reason !== undefined) return placed(part, start, reason);
    start = end + 1;
  }
  return mergeIntervals(intervals);
}

export function isMistake(reading: Runs | RangeMistake): reading is RangeMistake {
  return "reason" in reading;
}

/** The mistake without the blanks around it. */
function placed(part: string, start: number, reason: string): RangeMistake {
  const trimmed = part.trim();
  const position = start + (trimmed === "" ? 0 : part.indexOf(trimmed));
  return { position, length: Math.max(1, trimmed.length), reason };
}

/** Adds the intervals of one range. @returns what is wrong with it */
function addRange(part: string, intervals: Position[]): string | undefined {
  const [, minus, first, minusOfLast, last, step = "1"] = RANGE.exec(part.trim()) ?? [];
  if (first === undefined) return describe(part.trim());
  const from = { isNegative: minus !== undefined, digits: first };
  const to = last === undefined ? from : { isNegative: minusOfLast !== undefined, digits: last };
  return problemOf({ from, to }, step) ?? addIntervals({ from, to }, step, intervals);
}

/** One end of a range as it is written. */
interface Bound {
  readonly isNegative: boolean;
  readonly digits: string;
}

interface Range {
  readonly from: Bound;
  readonly to: Bound;
}

function describe(part: string): string {
  if (part === "") return "a range is empty";
  if (/^-?\d+\s*-$/.test(part)) return "the range has no end";
  return "expected an index such as 7, a range such as 1-9, or 0-10/2";
}

function problemOf({ from, to }: Range, step: string): string | undefined {
  if (Math.max(from.digits.length, to.digits.length, step.length) > MOST_DIGITS) {
    return `an index has at most ${MOST_DIGITS} digits`;
  }
  if (BigInt(step) < 1n) return "the step must be 1 or more";
  if (from === to && BigInt(step) !== 1n) return "a step needs a range, such as 0-10/2";
  const isPadded = [from, to].some((bound) => isPaddedText(bound.digits));
  if (isPadded && (from.isNegative || to.isNegative)) return "a negative index can't be padded with zeros";
  if (isPadded && from.digits.length !== to.digits.length) {
    return "both ends of a padded range must have the same number of digits";
  }
  return valueOf(from) > valueOf(to) ? "the range ends before it begins" : undefined;
}

function isPaddedText(digits: string): boolean {
  return digits.length > 1 && digits.startsWith("0");
}

function valueOf(bound: Bound): bigint {
  return bound.isNegative ? -BigInt(bound.digits) : BigInt(bound.digits);
}

function addIntervals(range: Range, step: string, intervals: Position[]): string | undefined {
  const stretches = stretchesOf(range);
  if (BigInt(step) === 1n) {
    for (const { start, end } of stretches) intervals.push(start, end);
    return undefined;
  }
  return addStepped(stretches, asPosition(step), intervals);
}

/** A part of a range in which numbers and positions go together. */
interface Stretch {
  readonly start: Position;
  readonly end: Position;
}

/** A range crosses from one width to the next, unless it is padded: each width is a stretch of its own. */
function stretchesOf({ from, to }: Range): readonly Stretch[] {
  const start = positionOf(textOf(from));
  const end = add(positionOf(textOf(to)), 1);
  if (start < 0) return end <= 0 ? [{ start, end }] : [{ start, end: 0 }, ...stretchesFrom(0, 1, end, to)];
  return stretchesFrom(start, from.digits.length, end, to);
}

function stretchesFrom(first: Position, firstWidth: number, end: Position, to: Bound): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let start = first;
  for (let width = firstWidth; width < to.digits.length; width++) {
    stretches.push({ start, end: firstOf(width + 1) });
    start = positionOf(`1${"0".repeat(width)}`);
  }
  return [...stretches, { start, end }];
}

function textOf({ isNegative, digits }: Bound): string {
  return isNegative && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

function asPosition(digits: string): Position {
  return subtract(positionOf(digits), firstOf(digits.length));
}

function addStepped(
  stretches: readonly Stretch[],
  step: Position,
  intervals: Position[],
): string | undefined {
  // How far into a stretch its first number is.
  let offset: Position = 0;
  for (const { start, end } of stretches) {
    const length = subtract(end, start);
    if (divide(length, step) > MOST_RUNS - intervals.length / 2) {
      return `the range falls into more than ${MOST_RUNS.toLocaleString("en")} pieces`;
    }
    while (offset < length) {
      const at = add(start, offset);
      intervals.push(at, add(at, 1));
      offset = add(offset, step);
    }
    offset = subtract(offset, length);
  }
  return undefined;
}
