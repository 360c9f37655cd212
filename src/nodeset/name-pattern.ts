import type { Position } from "./position.ts";
import { MOST_DIGITS, positionOf } from "./position.ts";
import type { Box } from "./region.ts";

/** A name has at most so many indices: more is no name that anybody gave, and what is below each axis nests. */
export const MOST_AXES = 64;

/** Names that differ in their indices alone: `rack[1-4]-node[01-16]` is the pieces `rack`, `-node` and "" and two axes. */
export interface NamePattern {
  /** The text before, between and after the indices: one piece more than there are axes. */
  readonly pieces: readonly string[];
  readonly axes: Box;
}

/** One name taken apart. */
export interface NameParts {
  readonly pieces: readonly string[];
  readonly indices: readonly string[];
}

/** Takes a name apart: every run of digits is an index. */
export function splitName(name: string): NameParts {
  const pieces: string[] = [];
  const indices: string[] = [];
  let pieceStart = 0;
  for (let at = 0; at < name.length; at++) {
    if (!isDigit(name.charCodeAt(at))) continue;
    const start = at;
    while (at < name.length && isDigit(name.charCodeAt(at))) at++;
    pieces.push(name.slice(pieceStart, start));
    indices.push(name.slice(start, at));
    pieceStart = at;
  }
  pieces.push(name.slice(pieceStart));
  return { pieces, indices };
}

/** Whether a character is a digit of ASCII, by its code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The position on each axis of a name's indices. */
export function pointOf(indices: readonly string[]): readonly Position[] {
  return indices.map(positionOf);
}

/** Why no node set takes a name with these indices; undefined where it does. */
export function problemOf(indices: readonly string[]): string | undefined {
  if (indices.length > MOST_AXES) return `a name has at most ${MOST_AXES} indices`;
  return indices.some((index) => index.length > MOST_DIGITS)
    ? `an index has at most ${MOST_DIGITS} digits`
    : undefined;
}

/** What names of one pattern have in common, as one text: an index is `%s`, and a `%` of the name is doubled. */
export function keyOf(pieces: readonly string[]): string {
  return pieces.length === 1 ? escaped(pieces[0] ?? "") : pieces.map(escaped).join("%s");
}

function escaped(piece: string): string {
  return piece.includes("%") ? piece.replaceAll("%", "%%") : piece;
}

/** The text of a pattern with these indices. */
export function fillIn(pieces: readonly string[], indices: readonly string[]): string {
  let text = pieces[0] ?? "";
  for (let axis = 0; axis < indices.length; axis++) text += `${indices[axis]}${pieces[axis + 1]}`;
  return text;
}
