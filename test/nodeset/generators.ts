import * as fc from "fast-check";

/** Texts for the differential test: small enough that ClusterShell, which holds every name, answers at once. */

const blank = fc.constantFrom("", "", "", "", " ", "\t");

/** `text` with blanks around it now and then. */
function spaced(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(blank, text, blank).map((parts) => parts.join(""));
}

/** A number as it is written: unpadded, or padded to a width. */
function index(most: number): fc.Arbitrary<string> {
  const written = (width: number): fc.Arbitrary<string> =>
    fc.nat(Math.min(most, 10 ** width - 1)).map((value) => String(value).padStart(width, "0"));
  return fc.oneof({ weight: 5, arbitrary: fc.nat(most).map(String) }, written(2), written(3));
}

/** Begin and end of a range, of one width where one of them is padded. */
function bounds(most: number, longest: number): fc.Arbitrary<readonly [begin: string, end: string]> {
  return fc
    .tuple(fc.nat(most), fc.nat(longest), fc.constantFrom(1, 1, 1, 2, 3))
    .map(([begin, length, width]) => [begin, begin + length, width] as const)
    .filter(([, end, width]) => width === 1 || end < 10 ** width)
    .map(
      ([begin, end, width]) =>
        [begin, end].map((each) => String(each).padStart(width, "0")) as [string, string],
    );
}

/** Around where the width of a number grows to 20 or 21 digits. */
const longBounds = fc
  .tuple(fc.bigInt(-20n, 20n), fc.nat(15), fc.constantFrom(10n ** 20n, 2n ** 64n, 2n ** 53n, 10n ** 40n))
  .map(([offset, length, around]) => [`${around + offset}`, `${around + offset + BigInt(length)}`] as const);

const negativeBounds = fc
  .tuple(fc.integer({ min: -30, max: 10 }), fc.nat(30))
  .map(([begin, length]) => [`${begin}`, `${begin + length}`] as const);

/** One part of a range set: `5`, `5-9`, `05-09/2`, `-3--1`. */
function part(most: number, longest: number): fc.Arbitrary<string> {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    fc.integer({ min: 1, max: 7 }).map((each) => `/${each}`),
  );
  const written = (each: fc.Arbitrary<readonly [begin: string, end: string]>): fc.Arbitrary<string> =>
    fc
      .tuple(each, step, blank, blank)
      .map(([[begin, end], by, left, right]) => `${begin}${left}-${right}${end}${by}`);
  return fc.oneof(
    { weight: 6, arbitrary: index(most) },
    { weight: 8, arbitrary: written(bounds(most, longest)) },
    { weight: 1, arbitrary: written(longBounds) },
    { weight: 1, arbitrary: longBounds.map(([begin]) => begin) },
    { weight: 1, arbitrary: written(negativeBounds) },
    { weight: 1, arbitrary: fc.integer({ min: -30, max: -1 }).map(String) },
  );
}

/** A range set in text that both sides read. */
export function rangeText(most: number, longest: number, parts: number): fc.Arbitrary<string> {
  return fc
    .array(spaced(part(most, longest)), { minLength: 1, maxLength: parts })
    .map((texts) => texts.join(","));
}

const prefix = fc.constantFrom("n", "n", "n", "node", "a", "b-", "foo bar", "café", "n%", "x.", "");
const suffix = fc.constantFrom("", "", "", "", "-ib", "x", " y", "%s");

/** A pattern with at most one index: `n`, `n5`, `n[1-5]x`. */
const oneAxis = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom("n", "foo", "foo bar", "b-x") },
  { weight: 4, arbitrary: fc.tuple(prefix, index(120), suffix).map((parts) => parts.join("")) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(prefix, rangeText(120, 60, 4), suffix)
      .map(([left, ranges, right]) => `${left}[${ranges}]${right}`),
  },
);

/** Digits that touch a bracket: they become part of each index in it, whose width stays the same throughout. */
const glued = fc
  .tuple(
    fc.constantFrom("n", "a"),
    fc.constantFrom("", "1", "12", "0", "00", "10"),
    fc.tuple(fc.nat(9), fc.nat(9)).map((pair) => pair.toSorted((left, right) => left - right)),
    fc.constantFrom("", "0", "05", "7"),
    suffix,
  )
  .map(([left, before, [begin, end], after, right]) => `${left}${before}[${begin}-${end}]${after}${right}`);

/** A pattern of 2 to 4 axes, small in each. */
const manyAxes = fc
  .tuple(
    fc.constantFrom("x", "x", "x", "r", ""),
    fc.array(fc.oneof(fc.nat(9).map(String), axisText(9), axisText(4)), { minLength: 2, maxLength: 4 }),
    fc.constantFrom("y", "y", "-"),
    fc.constantFrom("", "", "", "z"),
  )
  .map(([left, axes, between, right]) => `${left}${axes.join(between)}${right}`);

function axisText(most: number): fc.Arbitrary<string> {
  const short = fc.oneof(
    fc.nat(most).map(String),
    fc.nat(most).map((value) => `0${value}`),
    fc.tuple(fc.nat(most), fc.nat(3)).map(([begin, length]) => `${begin}-${begin + length}`),
    fc.tuple(fc.nat(3), fc.nat(3)).map(([begin, length]) => `0${begin}-0${begin + length}`),
    fc.tuple(fc.nat(most), fc.nat(6), fc.integer({ min: 2, max: 3 })).map(([begin, length, step]) => {
      return `${begin}-${begin + length}/${step}`;
    }),
    fc.constantFrom("-2--1", "-1-1", "9-11", "99999999999999999999-100000000000000000001"),
  );
  return fc.array(short, { minLength: 1, maxLength: 2 }).map((texts) => `[${texts.join(",")}]`);
}

const operator = spaced(fc.constantFrom(",", ",", ",", "!", "&", "^"));

/** Operands with operators between them, read from left to right. */
function expression(operand: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(spaced(operand), fc.array(fc.tuple(operator, operand), { maxLength: most - 1 }))
    .map(([first, rest]) => first + rest.flat().join(""));
}

/** Node sets of patterns with one index at most. */
export const oneAxisText: fc.Arbitrary<string> = expression(
  fc.oneof({ weight: 5, arbitrary: oneAxis }, { weight: 1, arbitrary: glued }),
  4,
);

/** Node sets of patterns with up to four indices. */
export const manyAxesText: fc.Arbitrary<string> = expression(
  fc.oneof({ weight: 8, arbitrary: manyAxes }, { weight: 1, arbitrary: oneAxis }),
  4,
);

/** A text with one to three small changes: most are mistakes. */
export function mutated(text: fc.Arbitrary<string>, alphabet: string): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.constantFrom("insert", "remove", "replace", "double", "swap"),
    fc.nat(),
    fc.constantFrom(...alphabet),
  );
  return fc
    .tuple(text, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([good, changes]) => changes.reduce(changed, good))
    .filter(isSmall);
}

function changed(text: string, [kind, at, character]: readonly [string, number, string]): string {
  const position = at % (text.length + 1);
  const [left, here, right] = [
    text.slice(0, position),
    text.slice(position, position + 1),
    text.slice(position + 1),
  ];
  switch (kind) {
    case "insert":
      return left + character + here + right;
    case "remove":
      return left + right;
    case "replace":
      return left + character + right;
    case "double":
      return left + here + here + right;
    default:
      return left + right.slice(0, 1) + here + right.slice(1);
  }
}

/** Whether ClusterShell, which holds every name, reads this without filling the memory. */
function isSmall(text: string): boolean {
  const lengths = [...text.matchAll(/(-\s*)?(\d+)\s*-\s*(\d+)/g)].map(([, minus, begin = "", end = ""]) =>
    minus === undefined ? BigInt(end) - BigInt(begin) + 1n : BigInt(end) + BigInt(begin) + 1n,
  );
  return (
    lengths.every((length) => length < 3000n) &&
    lengths.reduce((all, length) => (length > 1n ? all * length : all), 1n) < 20_000n
  );
}
