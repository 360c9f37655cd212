import { RangeSet } from "../../src/nodeset/mod.ts";

/**
 * Whether we differ from ClusterShell in a text on purpose, so that random texts leave it out. differences.test.ts has
 * each kind of difference, with what both sides say about it.
 */
export function isKnownDifference(text: string): boolean {
  return [...text.matchAll(/(\d?)\[([^\]]*)\](\d?)/g)].some(([, before, ranges = "", behind]) =>
    isOddInBrackets(before !== "", ranges, behind !== ""),
  );
}

/**
 * A range that ClusterShell reads although it has too many ends, a step and one negative end alone, or an end that is
 * padded where the begin is not.
 */
export function isOddRange(ranges: string): boolean {
  return ranges.split(",").some((part) => {
    const [range = "", step] = part.split("/");
    const bounds = range.split("-").map((each) => each.trim());
    const [first, second = "", third = "", last = ""] = bounds;
    if (bounds.length === 2) return isPaddedZero(second, first) || (first === "" && step !== undefined);
    if (bounds.length === 3) return first !== "" || isPadded(third);
    return bounds.length === 4 && (first !== "" || second === "" || third !== "" || isPadded(last));
  });
}

function isPadded(bound: string): boolean {
  return /^0\d/.test(bound);
}

function isPaddedZero(end: string, begin: string | undefined): boolean {
  return /^00+$/.test(end) && end.length !== begin?.length;
}

/** ClusterShell puts digits around the text of ranges, and not around each index. */
function isOddInBrackets(hasBefore: boolean, ranges: string, hasBehind: boolean): boolean {
  if (isOddRange(ranges)) return true;
  if (hasBehind) return oddBeforeDigits.some((odd) => odd.test(ranges));
  return hasBefore && hasNegativeOrGrowingPiece(ranges);
}

const oddBeforeDigits: readonly RegExp[] = [
  // A blank stands between the index and the digits.
  /\s/,
  // The digits fill what is empty.
  /(^|,|-)(,|$)/,
  // A negative index.
  /(^|,|-)-/,
  // The digits make padding of the begin, 0, but the end has a digit more.
  /(^|,)0-\d\d/,
];

function hasNegativeOrGrowingPiece(ranges: string): boolean {
  try {
    return RangeSet.parse(ranges)
      .contiguous()
      .some((piece) => piece.at(0)?.length !== piece.at(-1)?.length || piece.at(0)?.startsWith("-"));
  } catch {
    return false;
  }
}
