import { type Position, add, compare, multiply } from "./position.ts";
import {
  type Keep,
  MOST_RUNS,
  type Runs,
  combine,
  contains,
  countOf,
  keepers,
  mergeIntervals,
  runsOf,
} from "./runs.ts";

/**
 * A set of points with one index for each axis, as a decision diagram: the first axis falls into disjoint runs, each
 * with the region that the other axes have there, and no two of these are the same. So a set has one form only, two
 * sets meet without being expanded, and a grid of a million nodes is one branch on each axis. After the last axis there
 * is {@link POINT}. An empty set is null.
 */
export class Region {
  readonly branches: readonly Branch[];
  /** How many axes there are from here on. */
  readonly depth: number;
  /** How many products of ranges it falls into. */
  readonly pieces: number;
  #key: string | undefined;
  #size: Position | undefined;

  /** @throws {RangeError} for a region that falls into too many pieces */
  constructor(branches: readonly Branch[], depth: number) {
    this.branches = branches;
    this.depth = depth;
    this.pieces = branches.reduce((pieces, { on, below }) => pieces + (on.length / 2) * below.pieces, 0);
    if (depth === 0) this.pieces = 1;
    if (this.pieces > MOST_RUNS) throw tooManyPieces();
  }

  /** The same text for the same region. */
  get key(): string {
    this.#key ??= this.branches.map(({ on, below }) => `${on.join()}{${below.key}}`).join("");
    return this.#key;
  }

  /** How many points there are. */
  get size(): Position {
    if (this.depth === 0) return 1;
    this.#size ??= this.branches.reduce<Position>(
      (sum, { on, below }) => add(sum, multiply(countOf(on), below.size)),
      0,
    );
    return this.#size;
  }

  has([position, ...others]: readonly Position[]): boolean {
    if (position === undefined) return true;
    const branch = this.branches.find(({ on }) => contains(on, position));
    return branch !== undefined && branch.below.has(others);
  }
}

function tooManyPieces(): RangeError {
  return new RangeError(`Cannot hold a node set that falls into more than ${MOST_RUNS} pieces`);
}

/** What is below some of the indices of an axis. */
export interface Branch {
  readonly on: Runs;
  readonly below: Region;
}

/** All axes are behind us. */
export const POINT: Region = new Region([], 0);

/** A product of runs, one for each axis. */
export type Box = readonly Runs[];

/** The region that is one box. */
export function regionOfBox(box: Box): Region {
  return box.reduceRight<Region>((below, on) => new Region([{ on, below }], below.depth + 1), POINT);
}

/** The region of many boxes, which may overlap; null where there are none. */
export function regionOfBoxes(boxes: readonly Box[]): Region | null {
  const { points = [], others = [] } = Object.groupBy(boxes, (box) =>
    box.every(isOne) ? "points" : "others",
  );
  if (points.length === 0) return unionOf(others.map(regionOfBox));
  const ofPoints = regionOfPoints(points.map((box) => box.map(([position]) => position as Position)));
  return unionOf([ofPoints, ...others.map(regionOfBox)]);
}

function isOne([start, end, more]: Runs): boolean {
  return more === undefined && start !== undefined && end === add(start, 1);
}

/** The region of single points, in any order. */
export function regionOfPoints(points: readonly (readonly Position[])[]): Region {
  return regionFrom(points, 0);
}

function regionFrom(points: readonly (readonly Position[])[], axis: number): Region {
  const depth = (points[0]?.length ?? 0) - axis;
  if (depth === 0) return POINT;
  if (points.length === 1) return regionOfBox(boxOfPoint(points[0] ?? [], axis));
  if (depth === 1)
    return new Region([{ on: runsOf(points.map((point) => point[axis] as Position)), below: POINT }], 1);
  const groups = Map.groupBy(points, (point) => point[axis] as Position);
  const pieces = Array.from(groups, ([at, group]) => ({
    on: [at, add(at, 1)],
    below: regionFrom(group, axis + 1),
  }));
  return new Region(joined(pieces), depth);
}

function boxOfPoint(point: readonly Position[], axis: number): Box {
  return point.slice(axis).map((at) => [at, add(at, 1)]);
}

/** An operation takes at most so many steps: with many axes, the pieces of two sets can meet in a great many ways. */
const MOST_STEPS = 1_000_000;

/** How many steps an operation may still take. */
interface Budget {
  steps: number;
}

/** The union of regions, two and two, so that each is touched only as often as their number has bits. */
export function unionOf(regions: readonly Region[], budget: Budget = { steps: MOST_STEPS }): Region | null {
  if (regions.length <= 1) return regions[0] ?? null;
  const [first] = regions;
  if (first?.depth === 1) {
    const intervals = regions.flatMap(({ branches }) => branches.flatMap(({ on }) => on));
    return new Region([{ on: mergeIntervals(intervals), below: POINT }], 1);
  }
  const middle = regions.length >> 1;
  return combineRegions(
    unionOf(regions.slice(0, middle), budget),
    unionOf(regions.slice(middle), budget),
    keepers.union,
    budget,
  );
}

/**
 * What an operation makes of two regions with the same axes; null is the empty one.
 *
 * @throws {RangeError} where what comes out falls into too many pieces
 */
export function combineRegions(
  a: Region | null,
  b: Region | null,
  keep: Keep,
  budget: Budget = { steps: MOST_STEPS },
): Region | null {
  const depth = a?.depth ?? b?.depth;
  if (depth === undefined) return null;
  if (depth === 0) return keep(a !== null, b !== null) ? POINT : null;
  if (a === null || b === null) return keep(a !== null, b !== null) ? (a ?? b) : null;
  if (a === b) return keep(true, true) ? a : null;
  return depth === 1 ? combineLines(a, b, keep) : combineBranches(a, b, keep, budget);
}

function combineLines(a: Region, b: Region, keep: Keep): Region | null {
  const on = combine(a.branches[0]?.on ?? [], b.branches[0]?.on ?? [], keep);
  return on.length === 0 ? null : new Region([{ on, below: POINT }], 1);
}

/** Where a branch of the one meets a branch of the other, what is below them is combined, once for each pair. */
function combineBranches(a: Region, b: Region, keep: Keep, budget: Budget): Region | null {
  const pieces: Branch[] = [];
  for (const { on, inA, inB } of meetingsOf(a.branches, b.branches)) {
    budget.steps -= on.length;
    if (budget.steps < 0) throw tooManyPieces();
    const below = combineRegions(
      a.branches[inA]?.below ?? null,
      b.branches[inB]?.below ?? null,
      keep,
      budget,
    );
    if (below !== null) pieces.push({ on, below });
  }
  return pieces.length === 0 ? null : new Region(joined(pieces), a.depth);
}

/** Where the axis is in a certain branch of each; -1 is none. */
interface Meeting {
  readonly on: Position[];
  readonly inA: number;
  readonly inB: number;
}

function meetingsOf(a: readonly Branch[], b: readonly Branch[]): Iterable<Meeting> {
  const changes = [...changesOf(a, "inA"), ...changesOf(b, "inB")].toSorted((one, other) =>
    compare(one.at, other.at),
  );
  const meetings = new Map<number, Meeting>();
  const now = { inA: -1, inB: -1 };
  changes.forEach((change, index) => {
    now[change.side] = change.branch;
    const next = changes[index + 1]?.at;
    if (next === undefined || next === change.at || (now.inA === -1 && now.inB === -1)) return;
    const key = (now.inA + 1) * (b.length + 1) + now.inB + 1;
    const meeting = meetings.get(key) ?? { on: [], ...now };
    meetings.set(key, meeting);
    if (meeting.on.at(-1) === change.at) meeting.on[meeting.on.length - 1] = next;
    else meeting.on.push(change.at, next);
  });
  return meetings.values();
}

/** From a position on, one side is in this branch, or in none: -1. */
interface Change {
  readonly at: Position;
  readonly side: "inA" | "inB";
  readonly branch: number;
}

/** Ends come before starts, so that at a place where one branch follows another the later word is the start. */
function changesOf(branches: readonly Branch[], side: Change["side"]): readonly Change[] {
  const changes = branches.flatMap(({ on }, branch) =>
    on.map((at, index) => ({ at, side, branch: index % 2 === 0 ? branch : -1 })),
  );
  return changes.toSorted((one, other) => compare(one.at, other.at) || one.branch - other.branch);
}

/** Branches with the same region below are one; they are ordered by their first index. */
function joined(pieces: readonly Branch[]): readonly Branch[] {
  const byBelow = Map.groupBy(pieces, ({ below }) => below.key);
  return Array.from(byBelow.values(), ([first, ...others]) => ({
    on:
      others.length === 0
        ? (first as Branch).on
        : mergeIntervals([first as Branch, ...others].flatMap(({ on }) => on)),
    below: (first as Branch).below,
  })).toSorted((one, other) => compare(one.on[0] as Position, other.on[0] as Position));
}

/** The disjoint boxes of a region, one for each way through it. */
export function boxesOf(region: Region): readonly Box[] {
  if (region.depth === 0) return [[]];
  return region.branches.flatMap(({ on, below }) => boxesOf(below).map((box) => [on, ...box]));
}
