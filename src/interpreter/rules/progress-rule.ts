import type { RE2JS } from "re2js";
import { readPattern, refusal, search } from "./rule-pattern.ts";

/** How far the work is by a line, 0 to 1; null where the line does not say. */
export type ProgressRule = (line: string) => number | null;

/** The groups that tell the progress, by number, and what to make of them. */
interface Reading {
  readonly groups: readonly number[];
  readonly fraction: (...numbers: readonly number[]) => number;
}

/**
 * Reads a pattern for progress. It tells it in the named groups `percent`, `fraction`, or `done` and `total`; without
 * them in two groups (done, total) or in one (percent, as Qube's ProgressPercentage).
 *
 * @throws {SyntaxError} for a pattern that can't be read or has no such groups
 */
export function readProgressRule(text: string): ProgressRule {
  const pattern = readPattern("progress", text);
  const reading = readingOf(pattern);
  if (typeof reading === "string") throw refusal("progress", text, reading);
  return (line) => fractionIn(search(pattern, line), reading);
}

function readingOf(pattern: RE2JS): Reading | string {
  const { percent, fraction, done, total } = pattern.namedGroups();
  if (percent !== undefined) return { groups: [percent], fraction: ofHundred };
  if (fraction !== undefined) return { groups: [fraction], fraction: (value = NaN) => value };
  if (done !== undefined && total !== undefined) return { groups: [done, total], fraction: ofTotal };
  if (done !== undefined) return 'its group "done" needs a group "total" beside it';
  if (total !== undefined) return 'its group "total" needs a group "done" beside it';
  return byNumber(pattern.groupCount());
}

function byNumber(count: number): Reading | string {
  if (count === 1) return { groups: [1], fraction: ofHundred };
  if (count === 2) return { groups: [1, 2], fraction: ofTotal };
  return count === 0
    ? "it needs a group around the number, such as (\\d+)% or (\\d+)/(\\d+)"
    : `which of its ${count} groups count is not clear: name them "percent", "fraction", or "done" and "total"`;
}

function fractionIn(match: readonly unknown[] | null, reading: Reading): number | null {
  if (match === null) return null;
  const fraction = reading.fraction(...reading.groups.map((group) => numberIn(match[group])));
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : null;
}

function numberIn(text: unknown): number {
  return typeof text === "string" && text.trim() !== "" ? Number(text) : NaN;
}

function ofHundred(percent: number = NaN): number {
  return percent / 100;
}

function ofTotal(done: number = NaN, total: number = NaN): number {
  return total > 0 ? done / total : NaN;
}
