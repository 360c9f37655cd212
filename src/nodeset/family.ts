import { blocksOf, joinNeighbours, sizeOfBox } from "./blocks.ts";
import { type FoldOptions, foldRuns, piecesOf, runsOfPiece } from "./fold-runs.ts";
import { fillIn, keyOf } from "./name-pattern.ts";
import { type Position, add, divide, higher, indexAt, lower, multiply, subtract } from "./position.ts";
import { type Box, type Region, regionOfBox, regionOfBoxes } from "./region.ts";
import { type Runs, countOf, lastAtOrBefore, membersAt, positionsOf, rankOf, runningSum } from "./runs.ts";

/** How a node set is written. */
export interface NodeFoldOptions extends FoldOptions {
  /** Only on these axes, counted from 0 or from the end where negative, are indices put into brackets; on all unless told. */
  readonly axis?: readonly number[];
}

/** A node set is never written as more names than this because its axes may not be folded. */
const MOST_TEXTS = 1_000_000;

/** The names of a set that differ in their indices alone. */
export class Family {
  readonly pieces: readonly string[];
  readonly region: Region;
  #blocks: readonly Box[] | undefined;
  #starts: readonly Position[] | undefined;

  constructor(pieces: readonly string[], region: Region) {
    this.pieces = pieces;
    this.region = region;
  }

  /** What its names have in common. */
  get key(): string {
    return keyOf(this.pieces);
  }

  get size(): Position {
    return this.region.size;
  }

  /** Boxes in the order in which names are listed: each is written by itself. */
  get blocks(): readonly Box[] {
    this.#blocks ??= blocksOf(this.region);
    return this.#blocks;
  }

  *names(): Generator<string> {
    for (const box of this.blocks) yield* this.#namesOf(box, []);
  }

  /** The folded text of each block. @throws {RangeError} where what may not be folded is too much to write */
  texts(options: NodeFoldOptions): readonly string[] {
    const folded = foldedAxes(this.region.depth, options.axis);
    const boxes = folded.length === this.region.depth ? this.blocks : expanded(this.blocks, folded);
    return boxes.map((box) =>
      fillIn(
        this.pieces,
        box.map((on) => foldedText(on, options)),
      ),
    );
  }

  /** The part at these ranks of the order; null where there is none. */
  at(ranks: Runs): Region | null {
    const boxes: Box[] = [];
    const starts = this.#blockStarts();
    for (let i = 0; i < ranks.length; i += 2) {
      const from = ranks[i] as Position;
      const to = ranks[i + 1] as Position;
      for (
        let b = lastAtOrBefore(starts, from);
        b < this.blocks.length && (starts[b] as Position) < to;
        b++
      ) {
        const box = this.blocks[b] as Box;
        const start = starts[b] as Position;
        const end = starts[b + 1] as Position;
        boxes.push(
          ...boxesBetween(box, subtract(higher(from, start), start), subtract(lower(to, end), start)),
        );
      }
    }
    return regionOfBoxes(boxes);
  }

  /** How many names come before one; -1 where it is none of these. */
  rankOf(point: readonly Position[]): Position {
    if (!this.region.has(point)) return -1;
    const starts = this.#blockStarts();
    for (const [place, box] of this.blocks.entries()) {
      const rank = rankInBox(box, point);
      if (rank !== -1) return add(starts[place] as Position, rank);
    }
    return -1;
  }

  /** The rank of the first name of each block, and of the end. */
  #blockStarts(): readonly Position[] {
    this.#starts ??= runningSum(this.blocks.map(sizeOfBox));
    return this.#starts;
  }

  /** A region for each stretch without a gap on any axis. */
  contiguous(): readonly Region[] {
    return this.blocks.flatMap((box) => productOf(box.map(contiguousRuns)).map((part) => regionOfBox(part)));
  }

  *#namesOf(box: Box, indices: readonly string[]): Generator<string> {
    const on = box[indices.length];
    if (on === undefined) {
      yield fillIn(this.pieces, indices);
      return;
    }
    if (indices.length + 1 < box.length) {
      for (const at of positionsOf(on)) yield* this.#namesOf(box, [...indices, indexAt(at)]);
      return;
    }
    const before = fillIn(this.pieces, indices);
    const after = this.pieces[box.length] ?? "";
    for (const at of positionsOf(on)) yield `${before}${indexAt(at)}${after}`;
  }
}

function foldedAxes(depth: number, axes: readonly number[] | undefined): readonly number[] {
  const all = Array.from({ length: depth }, (_, axis) => axis);
  return axes === undefined ? all : all.filter((axis) => axes.includes(axis) || axes.includes(axis - depth));
}

/** Boxes with one index on each axis that may not be folded, the first such axis changing fastest. */
function expanded(blocks: readonly Box[], folded: readonly number[]): readonly Box[] {
  const counts = blocks.map((box) => sizeOfBox(box.filter((_, axis) => !folded.includes(axis))));
  const count = counts.reduce<Position>(add, 0);
  if (count > MOST_TEXTS) {
    throw new RangeError(
      `Cannot write ${count} names that may not be folded: at most ${MOST_TEXTS} are written`,
    );
  }
  const boxes = blocks.flatMap((box) => {
    const choices = box.map((on, axis) => (folded.includes(axis) ? [on] : singles(on)));
    return productOf(choices.toReversed()).map((chosen) => chosen.toReversed());
  });
  return blocks.length === 1 ? boxes : joinNeighbours(boxes, folded);
}

function singles(on: Runs): readonly Runs[] {
  return Array.from(positionsOf(on), (at) => [at, add(at, 1)]);
}

function foldedText(on: Runs, options: FoldOptions): string {
  const text = foldRuns(on, options);
  return countOf(on) > 1 ? `[${text}]` : text;
}

/** Every choice of one from each list; the last list changes fastest. */
function productOf<Value>(lists: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return lists.reduce<readonly (readonly Value[])[]>(
    (products, list) => products.flatMap((product) => list.map((value) => [...product, value])),
    [[]],
  );
}

/** The boxes that hold the points from one rank in a box up to another. */
function boxesBetween(box: Box, from: Position, to: Position): readonly Box[] {
  const [on, ...rest] = box;
  if (on === undefined) return [[]];
  const inner = sizeOfBox(rest);
  const first = divide(from, inner);
  const last = divide(subtract(to, 1), inner);
  const start = subtract(from, multiply(first, inner));
  const end = subtract(to, multiply(last, inner));
  if (first === last) return below(on, first, add(first, 1), boxesBetween(rest, start, end));
  const middle = add(first, start === 0 ? 0 : 1);
  const afterMiddle = end === inner ? add(last, 1) : last;
  return [
    ...(start === 0 ? [] : below(on, first, middle, boxesBetween(rest, start, inner))),
    ...(middle < afterMiddle ? below(on, middle, afterMiddle, [rest]) : []),
    ...(end === inner ? [] : below(on, last, add(last, 1), boxesBetween(rest, 0, end))),
  ];
}

function below(on: Runs, from: Position, to: Position, boxes: readonly Box[]): readonly Box[] {
  const members = membersAt(on, [from, to]);
  return boxes.map((box) => [members, ...box]);
}

function rankInBox(box: Box, point: readonly Position[]): Position {
  let rank: Position = 0;
  for (const [axis, on] of box.entries()) {
    const own = rankOf(on, point[axis] as Position);
    if (own === -1) return -1;
    rank = add(multiply(rank, countOf(on)), own);
  }
  return rank;
}

/** The runs of each range that is written without a gap: `9-10` is one, although the width changes in it. */
function contiguousRuns(on: Runs): readonly Runs[] {
  return Array.from(piecesOf(on), runsOfPiece);
}
