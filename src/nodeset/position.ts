/**
 * Where an index stands among all indices, counted on one line: negative numbers by value, then all texts of one
 * digit, then all of two, and so on. `9` is at 9, `00` at 10, `99` at 109, `000` at 110. Order on this line is the order
 * in which indices are listed, and equal widths are contiguous.
 *
 * A number where it is a safe integer and a bigint where it is not, so that equal positions are equal with `===`.
 */
export type Position = number | bigint;

/** An index has at most so many digits. */
export const MOST_DIGITS = 100;

/** The positions of `0`, `00`, `000` …, by width; the last is the end of all indices. */
const firstOfWidth: readonly Position[] = Array.from({ length: MOST_DIGITS + 2 }, (_, width) =>
  width === 0 ? -1 : canonical((10n ** BigInt(width) - 10n) / 9n),
);

/** The widest indices whose positions are numbers for certain. */
export const SAFE_WIDTH = 15;

/** The position of an index: digits, or a minus and digits without a leading zero. */
export function positionOf(index: string): Position {
  if (index.startsWith("-")) return canonical(BigInt(index));
  const width = index.length;
  const first = firstOf(width);
  return width <= SAFE_WIDTH ? (first as number) + Number(index) : canonical(BigInt(first) + BigInt(index));
}

/** The index at a position. */
export function indexAt(position: Position): string {
  if (position < 0) return String(position);
  const width = widthAt(position);
  return String(subtract(position, firstOf(width))).padStart(width, "0");
}

/** How many digits the index at a position has; 0 for a negative one, which is never padded. */
export function widthAt(position: Position): number {
  if (position < 0) return 0;
  let width = 1;
  while (position >= firstOf(width + 1)) width++;
  return width;
}

/** The position of the lowest index of a width: `0`, `00`, `000`. */
export function firstOf(width: number): Position {
  return firstOfWidth[width] ?? 0;
}

export function add(a: Position, b: Position): Position {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return canonical(BigInt(a) + BigInt(b));
}

export function subtract(a: Position, b: Position): Position {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return canonical(BigInt(a) - BigInt(b));
}

export function multiply(a: Position, b: Position): Position {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return canonical(BigInt(a) * BigInt(b));
}

/** How often `b` fits into `a`, both positive. */
export function divide(a: Position, b: Position): Position {
  if (typeof a === "number" && typeof b === "number") return Math.floor(a / b);
  return canonical(BigInt(a) / BigInt(b));
}

/** The same number as a {@link Position}. */
export function canonical(value: bigint): Position {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function lower(a: Position, b: Position): Position {
  return a < b ? a : b;
}

export function higher(a: Position, b: Position): Position {
  return a > b ? a : b;
}

/** For sorting, upwards. */
export function compare(a: Position, b: Position): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
