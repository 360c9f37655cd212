import { type Position, add, multiply, subtract } from "./position.ts";
import { isMistake, readRanges } from "./range-text.ts";
import type { Runs } from "./runs.ts";
import { segmentsOf } from "./segments.ts";

/** A range as it is written: the numbers from `from` to `to` by `step`, padded to `width` where that is not 0. */
export interface Piece {
  readonly from: Position;
  readonly to: Position;
  readonly step: Position;
  readonly width: number;
}

/** How a set is written. */
export interface FoldOptions {
  /** From so many members on, members at equal distances are written `0-10/2`; never unless told. */
  readonly autostep?: number;
}

/** A set in its shortest text: `1-5,8`. */
export function foldRuns(runs: Runs, options: FoldOptions = {}): string {
  const texts: string[] = [];
  for (const piece of piecesOf(runs, options)) texts.push(textOf(piece));
  return texts.join(",");
}

/** The positions of a range without a step. */
export function runsOfPiece({ from, to, width }: Piece): Runs {
  const reading = readRanges(textOf({ from, to, step: 1, width }));
  return isMistake(reading) ? [] : reading;
}

function textOf({ from, to, step, width }: Piece): string {
  const first = String(from).padStart(width, "0");
  if (from === to) return first;
  const range = `${first}-${String(to).padStart(width, "0")}`;
  return step === 1 ? range : `${range}/${step}`;
}

/**
 * The ranges that a set is written as, in order. Neighbours always make a range; so do members at equal distances where
 * they are at least `autostep`. A padded range goes on with unpadded indices of the same width (`08-11`); an unpadded
 * one goes on into the next width (`98-101`), and never takes padded ones (`9,09-10`).
 */
export function* piecesOf(runs: Runs, { autostep = Infinity }: FoldOptions = {}): Generator<Piece> {
  const folder = new Folder(autostep);
  for (const { width, from, to } of segmentsOf(runs)) {
    yield* folder.take(from, width);
    if (from === to) continue;
    yield* folder.take(add(from, 1), width);
    folder.goOnTo(to);
  }
  yield* folder.end();
}

/** Takes the members of a set one by one, upwards, and gives the ranges that are complete. */
class Folder {
  readonly #autostep: number;
  #isEmpty = true;
  #isPadded = false;
  #width = 0;
  #from: Position = 0;
  #to: Position = 0;
  /** The distance of the members so far; null while there is one only. */
  #step: Position | null = null;

  constructor(autostep: number) {
    this.#autostep = autostep;
  }

  *take(number: Position, width: number): Generator<Piece> {
    const isPadded = width > 1 && String(number).length < width;
    if (this.#isEmpty) {
      this.#begin(number, width, isPadded);
      return;
    }
    const isOfAnotherKind = this.#isPadded ? width !== this.#width : isPadded;
    const distance = subtract(number, this.#to);
    if (!isOfAnotherKind && (this.#step === null || this.#step === distance)) {
      this.#step = distance;
    } else if (isOfAnotherKind) {
      yield* this.end();
      this.#begin(number, width, isPadded);
    } else {
      yield* this.#breakOff(number, width, isPadded);
      this.#step = distance;
    }
    this.#to = number;
  }

  /** The last two taken were neighbours, and so are all up to this. */
  goOnTo(number: Position): void {
    this.#to = number;
  }

  *end(): Generator<Piece> {
    if (this.#isEmpty) return;
    if (this.#isRange()) yield this.#piece(this.#from, this.#to, this.#step ?? 1);
    else yield* this.#singles(this.#to);
  }

  #begin(number: Position, width: number, isPadded: boolean): void {
    this.#isEmpty = false;
    this.#isPadded = isPadded;
    this.#width = width;
    this.#from = number;
    this.#to = number;
    this.#step = null;
  }

  /** The next member is at another distance: the last one may begin a new range with it, unless it ends this one. */
  *#breakOff(number: Position, width: number, isPadded: boolean): Generator<Piece> {
    if (this.#isRange()) {
      yield* this.end();
      this.#begin(number, width, isPadded);
      return;
    }
    yield* this.#singles(subtract(this.#to, this.#step ?? 1));
    this.#from = this.#to;
  }

  #isRange(): boolean {
    if (this.#step === null || this.#step === 1) return true;
    if (this.#autostep === Infinity) return false;
    return subtract(this.#to, this.#from) >= multiply(this.#step, this.#autostep - 1);
  }

  *#singles(last: Position): Generator<Piece> {
    for (let at = this.#from; at <= last; at = add(at, this.#step ?? 1)) yield this.#piece(at, at, 1);
  }

  #piece(from: Position, to: Position, step: Position): Piece {
    return { from, to, step, width: this.#isPadded ? this.#width : 0 };
  }
}
