import { type Position, add, compare, higher, lower, subtract } from "./position.ts";

/**
 * A set of positions as the places where membership changes: `[start, end, start, end, …]`, ends exclusive, ascending,
 * no two runs touching. So a set has one form only, and a million neighbours are one run.
 */
export type Runs = readonly Position[];

/** A set is never cut into more runs than this: what would be is refused instead of filling the memory. */
export const MOST_RUNS = 5_000_000;

/** Whether a position is wanted, by whether it is in the one set and in the other. Never where it is in neither. */
export type Keep = (inA: boolean, inB: boolean) => boolean;

/** The four operations on sets. */
export type Operation = "union" | "intersection" | "difference" | "symmetricDifference";

export const keepers: Readonly<Record<Operation, Keep>> = {
  union: (inA, inB) => inA || inB,
  intersection: (inA, inB) => inA && inB,
  difference: (inA, inB) => inA && !inB,
  symmetricDifference: (inA, inB) => inA !== inB,
};

/** One pass over both: the result changes where either of them does. */
export function combine(a: Runs, b: Runs, keep: Keep): Runs {
  const result: Position[] = [];
  let i = 0;
  let j = 0;
  let isInside = false;
  while (i < a.length || j < b.length) {
    const at = nearer(a[i], b[j]);
    if (a[i] === at) i++;
    if (b[j] === at) j++;
    const isKept = keep(i % 2 === 1, j % 2 === 1);
    if (isKept !== isInside) result.push(at);
    isInside = isKept;
  }
  return result;
}

function nearer(a: Position | undefined, b: Position | undefined): Position {
  if (a === undefined) return b as Position;
  return b === undefined || a < b ? a : b;
}

/** The runs of single positions in any order. */
export function runsOf(positions: Position[]): Runs {
  if (!isAscending(positions)) sort(positions);
  const runs: Position[] = [];
  for (const position of positions) {
    const end = runs.at(-1);
    if (end !== undefined && position < end) continue;
    if (position === end) runs[runs.length - 1] = add(position, 1);
    else runs.push(position, add(position, 1));
  }
  return runs;
}

function isAscending(positions: readonly Position[]): boolean {
  return positions.every((position, index) => index === 0 || (positions[index - 1] as Position) < position);
}

/** Plain numbers are sorted some five times faster without a function. */
function sort(positions: Position[]): void {
  if (positions.every((position) => typeof position === "number")) {
    const sorted = Float64Array.from(positions).toSorted();
    for (let index = 0; index < sorted.length; index++) positions[index] = sorted[index] as number;
  } else {
    positions.sort(compare);
  }
}

/** The runs of intervals in any order, which may overlap: `[start, end, start, end, …]`, ends exclusive. */
export function mergeIntervals(intervals: readonly Position[]): Runs {
  if (isAscending(intervals)) return intervals;
  const order = Array.from({ length: intervals.length / 2 }, (_, index) => 2 * index);
  order.sort((a, b) => compare(intervals[a] as Position, intervals[b] as Position));
  const runs: Position[] = [];
  for (const index of order) {
    const start = intervals[index] as Position;
    const end = intervals[index + 1] as Position;
    const last = runs.at(-1);
    if (last !== undefined && start <= last) runs[runs.length - 1] = higher(last, end);
    else runs.push(start, end);
  }
  return runs;
}

/** How many positions there are. */
export function countOf(runs: Runs): Position {
  let count: Position = 0;
  for (let i = 0; i < runs.length; i += 2) count = add(count, subtract(endOf(runs, i), startOf(runs, i)));
  return count;
}

export function contains(runs: Runs, position: Position): boolean {
  return changesUpTo(runs, position) % 2 === 1;
}

/** How many members come before a position; -1 where it is no member. */
export function rankOf(runs: Runs, position: Position): Position {
  const changes = changesUpTo(runs, position);
  if (changes % 2 === 0) return -1;
  const start = changes - 1;
  return add(countOf(runs.slice(0, start)), subtract(position, startOf(runs, start)));
}

/** How many changes of membership there are at or before a position. */
function changesUpTo(runs: Runs, position: Position): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle] as Position) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sums of the first values: none of them, one, two, and so on. */
export function runningSum(values: readonly Position[]): readonly Position[] {
  const sums: Position[] = [0];
  for (const value of values) sums.push(add(sums.at(-1) ?? 0, value));
  return sums;
}

/** The place of the last of ascending values that is not above one; 0 where all are. */
export function lastAtOrBefore(values: readonly Position[], value: Position): number {
  return Math.max(0, changesUpTo(values, value) - 1);
}

/** The rank of the first member of each run, for sets that are asked often. */
const startsOf = new WeakMap<Runs, readonly Position[]>();

/** Where the run with a rank stands, and how many members come before it. */
function runAt(runs: Runs, rank: Position): { readonly index: number; readonly before: Position } {
  let starts = startsOf.get(runs);
  if (starts === undefined) {
    starts = runningSum(lengthsOf(runs));
    startsOf.set(runs, starts);
  }
  const run = lastAtOrBefore(starts, rank);
  return { index: 2 * run, before: starts[run] ?? 0 };
}

function lengthsOf(runs: Runs): readonly Position[] {
  return Array.from({ length: runs.length / 2 }, (_, run) =>
    subtract(endOf(runs, 2 * run), startOf(runs, 2 * run)),
  );
}

/** The members whose ranks, counted from 0, are among `ranks`. */
export function membersAt(runs: Runs, ranks: Runs): Runs {
  const picked: Position[] = [];
  const [first] = ranks;
  if (first === undefined) return picked;
  const begin = runs.length > 16 ? runAt(runs, first) : { index: 0, before: 0 };
  let before: Position = begin.before;
  let r = 0;
  for (let i = begin.index; i < runs.length && r < ranks.length; i += 2) {
    const shift = subtract(startOf(runs, i), before);
    const after = add(before, subtract(endOf(runs, i), startOf(runs, i)));
    while (r < ranks.length && startOf(ranks, r) < after) {
      const from = higher(startOf(ranks, r), before);
      const to = lower(endOf(ranks, r), after);
      if (from < to) picked.push(add(from, shift), add(to, shift));
      if (endOf(ranks, r) > after) break;
      r += 2;
    }
    before = after;
  }
  return picked;
}

/** Every position, in order. */
export function* positionsOf(runs: Runs): Generator<Position> {
  for (let i = 0; i < runs.length; i += 2) {
    for (let at = startOf(runs, i); at < endOf(runs, i); at = add(at, 1)) yield at;
  }
}

export function areEqual(a: Runs, b: Runs): boolean {
  return a.length === b.length && a.every((position, index) => position === b[index]);
}

function startOf(runs: Runs, index: number): Position {
  return runs[index] as Position;
}

function endOf(runs: Runs, index: number): Position {
  return runs[index + 1] as Position;
}
