import type { Mistake } from "../job/mod.ts";

/** A configuration file that was read, and where its parts stand. */
export interface Source {
  readonly value: unknown;
  /** Where a part of the value stands in the file, or the part around it that is there; undefined where nobody knows. */
  place(path: Mistake["path"], about: Mistake["about"]): Place | undefined;
}

/** A place in a text file: both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A mistake with its place, as it is told. */
export interface PlacedMistake {
  readonly place: Place | undefined;
  readonly message: string;
}
