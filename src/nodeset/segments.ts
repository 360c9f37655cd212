import { type Position, add, firstOf, indexAt, lower, positionOf, subtract, widthAt } from "./position.ts";
import { MOST_RUNS, type Runs, mergeIntervals, runsOf } from "./runs.ts";

/** A stretch of neighbours of one width: the numbers `from` to `to`, both included. */
export interface Segment {
  /** How many digits each has; 0 for negative numbers. */
  readonly width: number;
  readonly from: Position;
  readonly to: Position;
}

/** The runs of a set, cut where the width changes. */
export function* segmentsOf(runs: Runs): Generator<Segment> {
  for (let i = 0; i < runs.length; i += 2) {
    const end = runs[i + 1] as Position;
    for (let at = runs[i] as Position; at < end; ) {
      const width = widthAt(at);
      const next = lower(end, width === 0 ? 0 : firstOf(width + 1));
      const first = width === 0 ? 0 : firstOf(width);
      yield { width, from: subtract(at, first), to: subtract(subtract(next, 1), first) };
      at = next;
    }
  }
}

/** The numbers of a set, whatever their padding: `07` and `7` are one. */
export function numbersOf(runs: Runs): Runs {
  return mergeIntervals([...segmentsOf(runs)].flatMap(({ from, to }) => [from, add(to, 1)]));
}

/** Each index with digits before it: `1` and `8-11` make `18-19,110-111`. Undefined where one is negative. */
export function withDigitsBefore(digits: string, runs: Runs): Runs | undefined {
  const intervals: Position[] = [];
  for (const { width, from, to } of segmentsOf(runs)) {
    if (width === 0) return undefined;
    intervals.push(position(digits, width, from), add(position(digits, width, to), 1));
  }
  return mergeIntervals(intervals);
}

function position(digits: string, width: number, number: Position): Position {
  return positionOf(digits + String(number).padStart(width, "0"));
}

/** Each index with digits behind it: `1-3` and `0` make `10,20,30`. Undefined where they would be too many runs. */
export function withDigitsBehind(runs: Runs, digits: string): Runs | undefined {
  const positions: Position[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let at = runs[i] as Position; at < (runs[i + 1] as Position); at = add(at, 1)) {
      if (positions.length === MOST_RUNS) return undefined;
      positions.push(positionOf(indexAt(at) + digits));
    }
  }
  return runsOf(positions);
}
