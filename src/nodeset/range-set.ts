import { type FoldOptions, type Piece, foldRuns, piecesOf, runsOfPiece } from "./fold-runs.ts";
import { type Position, MOST_DIGITS, firstOf, indexAt, positionOf, subtract } from "./position.ts";
import { pickRanks, rankAt, ranksBetween, splitRanks } from "./ranks.ts";
import { isMistake, readRanges } from "./range-text.ts";
import {
  type Operation,
  type Runs,
  areEqual,
  combine,
  contains,
  countOf,
  keepers,
  membersAt,
  mergeIntervals,
  positionsOf,
  rankOf,
  runsOf,
} from "./runs.ts";
import { numbersOf, segmentsOf } from "./segments.ts";
import { NodeSetSyntaxError, shown } from "./syntax-error.ts";

/**
 * A set of indices, such as `1-5,8` or `001-100/3`. An index is a text: `1`, `01` and `001` are three members; negative
 * ones are never padded. It is held as runs, so a range costs the same whatever its length, and never changes.
 *
 * Members are ordered negative ones first, then by the number of digits, then by value.
 */
export class RangeSet implements Iterable<string> {
  static readonly empty: RangeSet = new RangeSet([]);
  readonly #runs: Runs;

  private constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** Reads `1-5,8,00-10/2`. @throws {NodeSetSyntaxError} with the place of the mistake */
  static parse(text: string): RangeSet {
    const reading = readRanges(text);
    if (!isMistake(reading)) return new RangeSet(reading);
    throw new NodeSetSyntaxError("range set", text, reading.position, reading.length, reading.reason);
  }

  /** A set of indices: numbers, or texts such as `7`, `007` and `-7`. @throws {TypeError} for anything else */
  static from(indices: Iterable<string | number | bigint>): RangeSet {
    return new RangeSet(runsOf(Array.from(indices, (index) => positionOf(checkedIndex(index)))));
  }

  /** The union of range sets in text. @throws {NodeSetSyntaxError} for the first that can't be read */
  static fromList(texts: Iterable<string>): RangeSet {
    return new RangeSet(mergeIntervals(Array.from(texts, (text) => RangeSet.parse(text).#runs).flat()));
  }

  /** How many members there are: exact up to 2^53. */
  get size(): number {
    return Number(countOf(this.#runs));
  }

  /** How many members there are. */
  get exactSize(): bigint {
    return BigInt(countOf(this.#runs));
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0;
  }

  has(index: string | number | bigint): boolean {
    const text = String(index);
    return isIndex(text) && contains(this.#runs, positionOf(text));
  }

  union(other: RangeSet): RangeSet {
    return this.#combine(other, "union");
  }

  intersection(other: RangeSet): RangeSet {
    return this.#combine(other, "intersection");
  }

  difference(other: RangeSet): RangeSet {
    return this.#combine(other, "difference");
  }

  symmetricDifference(other: RangeSet): RangeSet {
    return this.#combine(other, "symmetricDifference");
  }

  isSubsetOf(other: RangeSet): boolean {
    return this.difference(other).isEmpty;
  }

  isSupersetOf(other: RangeSet): boolean {
    return other.isSubsetOf(this);
  }

  isDisjointFrom(other: RangeSet): boolean {
    return this.intersection(other).isEmpty;
  }

  equals(other: RangeSet): boolean {
    return areEqual(this.#runs, other.#runs);
  }

  /** The member at a place, counted from 0, or from the end where it is negative. */
  at(place: number): string | undefined {
    const [position] = membersAt(this.#runs, rankAt(place, countOf(this.#runs)));
    return position === undefined ? undefined : indexAt(position);
  }

  /** The place of a member, counted from 0 and exact up to 2^53; -1 where it is none. */
  indexOf(index: string | number | bigint): number {
    return Number(this.exactIndexOf(index));
  }

  /** The place of a member, counted from 0; -1n where it is none. */
  exactIndexOf(index: string | number | bigint): bigint {
    const text = String(index);
    return isIndex(text) ? BigInt(rankOf(this.#runs, positionOf(text))) : -1n;
  }

  /** The members from a place up to another, by a step, as `Array.prototype.slice` counts. @throws {RangeError} for a step that is not 1 or more */
  slice(start?: number, end?: number, step?: number): RangeSet {
    return this.#at(ranksBetween(countOf(this.#runs), start, end, step));
  }

  /** The members at the places that another set names, counted from 0. */
  select(places: RangeSet): RangeSet {
    return this.#at(places.numbers());
  }

  /** The numbers of this set, whatever their padding, as `[start, end, start, end, …]` with ends exclusive. */
  numbers(): readonly (number | bigint)[] {
    return numbersOf(this.#runs);
  }

  /** So many members at random; all of them where there are no more. */
  pick(count: number, random: () => number = Math.random): RangeSet {
    return this.#at(pickRanks(countOf(this.#runs), count, random));
  }

  /** At most so many sets of neighbours in the order, of equal size or one more, the larger first. @throws {RangeError} for a number that is not 1 or more */
  split(parts: number): readonly RangeSet[] {
    return splitRanks(countOf(this.#runs), parts).map((ranks) => this.#at(ranks));
  }

  /** One set for each range without a gap. */
  contiguous(): readonly RangeSet[] {
    return Array.from(piecesOf(this.#runs), (piece) => new RangeSet(runsOfPiece(piece)));
  }

  /** The digits of the widest padded index, or null where none is padded. */
  get padding(): number | null {
    let widest: number | null = null;
    for (const { width, from } of segmentsOf(this.#runs)) {
      if (width > 1 && String(from).length < width) widest = width;
    }
    return widest;
  }

  /** The same numbers padded to a width, or without padding where that is null. Wider and negative ones stay as they are. */
  withPadding(width: number | null): RangeSet {
    const texts: string[] = [];
    const numbers = this.numbers();
    for (let i = 0; i < numbers.length; i += 2) {
      texts.push(
        ...paddedRanges(numbers[i] as Position, subtract(numbers[i + 1] as Position, 1), width ?? 0),
      );
    }
    return RangeSet.fromList(texts);
  }

  /** The set in its shortest text, such as `1-5,8`; a set has one such text, however it was made. */
  fold(options?: FoldOptions): string {
    return foldRuns(this.#runs, options);
  }

  toString(): string {
    return this.fold();
  }

  toJSON(): string {
    return this.fold();
  }

  *[Symbol.iterator](): Iterator<string> {
    for (const position of positionsOf(this.#runs)) yield indexAt(position);
  }

  #combine(other: RangeSet, operation: Operation): RangeSet {
    return new RangeSet(combine(this.#runs, other.#runs, keepers[operation]));
  }

  #at(ranks: Runs): RangeSet {
    return new RangeSet(membersAt(this.#runs, ranks));
  }
}

const INDEX = /^(?:\d+|-[1-9]\d*)$/;

function isIndex(text: string): boolean {
  return text.length <= MOST_DIGITS && INDEX.test(text);
}

function checkedIndex(index: string | number | bigint): string {
  const text = String(index);
  if (isIndex(text)) return text;
  throw new TypeError(
    `Cannot take ${shown(text)} into a range set: an index is a whole number of at most ${MOST_DIGITS} digits`,
  );
}

function pieceText({ from, to, width }: Piece): string {
  return `${String(from).padStart(width, "0")}-${String(to).padStart(width, "0")}`;
}

/** The numbers of a range as ranges of padded text: what is shorter than the width, and what is not. */
function paddedRanges(from: Position, to: Position, width: number): readonly string[] {
  const limit = width === 0 ? 0 : subtract(firstOf(width + 1), firstOf(width));
  const short: Piece = {
    from: from < 0 ? 0 : from,
    to: to < limit ? to : subtract(limit, 1),
    step: 1,
    width,
  };
  return [
    ...(from < 0 ? [pieceText({ from, to: to < 0 ? to : -1, step: 1, width: 0 })] : []),
    ...(short.from <= short.to ? [pieceText(short)] : []),
    ...(to >= limit ? [pieceText({ from: from < limit ? limit : from, to, step: 1, width: 0 })] : []),
  ];
}
