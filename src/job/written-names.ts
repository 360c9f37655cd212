/** What a node set's text asks for, counted without reading it: each name counts wherever it is listed. */
export interface WrittenNames {
  /** How many names are listed, also of those that an operator takes away again; never more than 2^53. */
  readonly names: number;
  /** How many indices these names have together. */
  readonly indices: number;
  /** How many operators but commas there are. */
  readonly operators: number;
}

const TOKENS = /[,!&^]|\[([^[\]]*)\]|\d+/g;
const RANGE =
  /^(?<fromSign>-?)\s*(?<from>\d{1,100})\s*-\s*(?<toSign>-?)\s*(?<to>\d{1,100})\s*(?:\/\s*(?<step>\d{1,100}))?$/;
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Counts what a text lists before anything makes it: reading a node set may cut ranges with steps and boxes that overlap
 * into far more pieces than the text has characters. Of a text that is no node set the counts mean nothing.
 */
export function countWrittenNames(text: string): WrittenNames {
  const total = { names: 0n, indices: 0n, operators: 0 };
  let operand = { names: 1n, indices: 0n };
  const endOperand = (): void => {
    total.names += operand.names;
    total.indices += operand.names * operand.indices;
    operand = { names: 1n, indices: 0n };
  };
  for (const [token, ranges] of text.matchAll(TOKENS)) {
    if (ranges === undefined && !isDigit(token)) {
      endOperand();
      if (token !== ",") total.operators++;
    } else {
      operand.indices++;
      if (ranges !== undefined) operand.names = lower(operand.names * countIndices(ranges), MOST);
    }
  }
  endOperand();
  return {
    names: Number(lower(total.names, MOST)),
    indices: Number(lower(total.indices, MOST)),
    operators: total.operators,
  };
}

function isDigit(token: string): boolean {
  return token >= "0" && token < ":";
}

function countIndices(ranges: string): bigint {
  return ranges.split(",").reduce((sum, range) => sum + countRange(range.trim()), 0n);
}

/** A single index counts as one, and so does what is no range: reading it will say so. */
function countRange(range: string): bigint {
  const { fromSign = "", from, toSign = "", to, step = "1" } = RANGE.exec(range)?.groups ?? {};
  if (from === undefined || to === undefined || BigInt(step) === 0n) return 1n;
  const span = BigInt(`${toSign}${to}`) - BigInt(`${fromSign}${from}`);
  return span < 0n ? 1n : span / BigInt(step) + 1n;
}

function lower(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
