import { MOST_AXES, type NamePattern, isDigit, pointOf, problemOf, splitName } from "./name-pattern.ts";
import { MOST_DIGITS, add, subtract, widthAt } from "./position.ts";
import { isMistake, readRanges } from "./range-text.ts";
import { MOST_RUNS, type Runs } from "./runs.ts";
import { withDigitsBefore, withDigitsBehind } from "./segments.ts";
import { NodeSetSyntaxError } from "./syntax-error.ts";

/** What an operand does to the set of the operands before it: union, difference, intersection, symmetric difference. */
export type Operator = "," | "!" | "&" | "^";

/** An operand of an expression. */
export interface Operand {
  readonly operator: Operator;
  /** Names, a group (`@compute`), or names with the wildcards `*` and `?`. */
  readonly kind: "nodes" | "group" | "wildcard";
  readonly pattern: NamePattern;
  /** Where it stands in the text. */
  readonly position: number;
  readonly text: string;
}

/**
 * Reads `rack[1-4]-node[01-16],login1!rack2-node03`: operands with operators between them, which count from left to
 * right. An empty text has no operands.
 *
 * @throws {NodeSetSyntaxError} with the place of the mistake
 */
export function readOperands(text: string): readonly Operand[] {
  if (text.trim() === "") return [];
  const operands: Operand[] = [];
  let operator: Operator = ",";
  let pieces = 0;
  for (let start = 0; start <= text.length; ) {
    const end = endOfOperand(text, start);
    const operand = readOperand(text, start, end, operator);
    operands.push(operand);
    pieces += piecesOf(operand);
    if (pieces > MOST_RUNS) throw mistake(text, operand.position, operand.text.length, tooManyPieces());
    operator = text.charAt(end) as Operator;
    start = end + 1;
  }
  return operands;
}

/** Operands that one operator joins to what stands before them. */
export type Neighbours = readonly [Operand, ...Operand[]];

/** Joining sets one after the other goes through so many pieces at most: each step goes through all that is there so far. */
const MOST_PASSED = 10_000_000;

function piecesOf({ pattern }: Operand): number {
  return Math.max(
    1,
    pattern.axes.reduce((pieces, on) => pieces + on.length / 2, 0),
  );
}

/**
 * Names that are added one after the other are one set, `n1,n2,n3` is not three unions, and so are names that are
 * taken away.
 *
 * @throws {NodeSetSyntaxError} for an expression that would take too long
 */
export function joinNeighbours(text: string, operands: readonly Operand[]): readonly Neighbours[] {
  const groups: [Operand, ...Operand[]][] = [];
  let pieces = 0;
  let passed = 0;
  for (const operand of operands) {
    const last = groups.at(-1);
    pieces += piecesOf(operand);
    if (last !== undefined && isJoined(last[0], operand)) {
      last.push(operand);
      continue;
    }
    groups.push([operand]);
    passed += pieces;
    if (groups.length > 1 && passed > MOST_PASSED) throw mistake(text, operand.position - 1, 1, TOO_OFTEN);
  }
  return groups;
}

const TOO_OFTEN = "the expression takes too many operations one after the other";

function isJoined(first: Operand, next: Operand): boolean {
  const isUnion = first.operator === "," || first.operator === "!";
  return isUnion && first.kind === "nodes" && next.kind === "nodes" && first.operator === next.operator;
}

const SPECIAL = /[,!&^[\]]/g;

// Not a constant: the first number that is written for a locale takes 10 ms of every start.
function tooManyPieces(): string {
  return `the expression falls into more than ${MOST_RUNS.toLocaleString("en")} pieces`;
}

/** The offset of the operator after an operand, or the end of the text. */
function endOfOperand(text: string, start: number): number {
  SPECIAL.lastIndex = start;
  for (let found = SPECIAL.exec(text); found !== null; found = SPECIAL.exec(text)) {
    if (found[0] === "]") throw mistake(text, found.index, 1, "this bracket was not opened");
    if (found[0] !== "[") return found.index;
    SPECIAL.lastIndex = endOfBracket(text, found.index);
  }
  return text.length;
}

/** The offset after the bracket that closes the one at `start`. */
function endOfBracket(text: string, start: number): number {
  const end = text.indexOf("]", start);
  const inner = text.indexOf("[", start + 1);
  if (end === -1) throw mistake(text, start, 1, "this bracket is not closed");
  if (inner !== -1 && inner < end) throw mistake(text, inner, 1, "a bracket can't stand inside another");
  return end + 1;
}

function readOperand(text: string, from: number, to: number, operator: Operator): Operand {
  const raw = text.slice(from, to);
  const operand = raw.trim();
  if (operand === "") throw mistake(text, ...missingOperand(text, from, to));
  const position = from + raw.indexOf(operand);
  const pattern = readPattern(text, position, operand);
  const literal = pattern.pieces.join("");
  const kind = operand.startsWith("@") ? "group" : /[*?]/.test(literal) ? "wildcard" : "nodes";
  return { operator, kind, pattern, position, text: operand };
}

/** The operator that has nothing on one side is the mistake, rather than the nothing. */
function missingOperand(text: string, from: number, to: number): [number, number, string] {
  const isAfter = from > 0;
  const at = isAfter ? from - 1 : to;
  return [at, 1, `a name must stand ${isAfter ? "after" : "before"} "${text.charAt(at)}"`];
}

/** A stretch of an operand: text as it stands, or what is between brackets. */
type Stretch =
  | { readonly kind: "text"; readonly at: number; readonly text: string }
  | { readonly kind: "ranges"; readonly at: number; readonly text: string; readonly runs: Runs };

function readPattern(whole: string, position: number, operand: string): NamePattern {
  if (!operand.includes("[")) return plainPattern(whole, position, operand);
  const pieces: string[] = [""];
  const axes: Runs[] = [];
  const stretches = stretchesOf(whole, position, operand);
  for (const [index, stretch] of stretches.entries()) {
    if (stretch.kind === "ranges") {
      axes.push(withDigitsAround(whole, stretches[index - 1], stretch, stretches[index + 1]));
      pieces.push("");
    } else {
      const inner = plainPattern(whole, stretch.at, textBetween(stretches, index, whole));
      pieces[pieces.length - 1] += inner.pieces[0] ?? "";
      pieces.push(...inner.pieces.slice(1));
      axes.push(...inner.axes);
    }
  }
  if (axes.length > MOST_AXES) throw mistake(whole, position, operand.length, TOO_MANY);
  return { pieces, axes };
}

function stretchesOf(whole: string, position: number, operand: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < operand.length; ) {
    const open = operand.indexOf("[", at);
    const textEnd = open === -1 ? operand.length : open;
    if (textEnd > at) stretches.push({ kind: "text", at: position + at, text: operand.slice(at, textEnd) });
    if (open === -1) break;
    const close = operand.indexOf("]", open);
    const text = operand.slice(open + 1, close);
    stretches.push({
      kind: "ranges",
      at: position + open + 1,
      text,
      runs: rangesAt(whole, position + open + 1, text),
    });
    at = close + 1;
  }
  return stretches;
}

function rangesAt(whole: string, at: number, text: string): Runs {
  const reading = readRanges(text);
  if (isMistake(reading)) throw mistake(whole, at + reading.position, reading.length, reading.reason);
  return reading;
}

/** The text of a stretch without the digits that belong to the brackets beside it. */
function textBetween(stretches: readonly Stretch[], index: number, whole: string): string {
  const { text, at } = stretches[index] as Stretch;
  const isAfter = stretches[index - 1] !== undefined;
  const isBefore = stretches[index + 1] !== undefined;
  if (isAfter && isBefore && /^\d+$/.test(text)) {
    throw mistake(whole, at, text.length, "between two brackets there must be more than digits");
  }
  const start = isAfter ? digitsBehind(text).length : 0;
  return text.slice(start, isBefore ? text.length - digitsBefore(text.slice(start)).length : undefined);
}

/** The digits at the end of a text, which stand right before a bracket. */
function digitsBefore(text: string): string {
  let start = text.length;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
  return text.slice(start);
}

/** The digits at the beginning of a text, which stand right behind a bracket. */
function digitsBehind(text: string): string {
  let end = 0;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return text.slice(0, end);
}

/** `node1[2-3]4` is `node[124,134]`: digits that touch a bracket belong to the indices. */
function withDigitsAround(
  whole: string,
  before: Stretch | undefined,
  ranges: Stretch & { readonly kind: "ranges" },
  after: Stretch | undefined,
): Runs {
  if (before?.kind === "ranges")
    throw mistake(whole, ranges.at - 1, 1, "two brackets can't touch each other");
  const leading = before === undefined ? "" : digitsBefore(before.text);
  const trailing = after?.kind === "text" ? digitsBehind(after.text) : "";
  checkWidth(whole, ranges, leading, trailing);
  const runs = trailing === "" ? ranges.runs : appended(whole, ranges, trailing);
  if (leading === "") return runs;
  const prefixed = withDigitsBefore(leading, runs);
  if (prefixed !== undefined) return prefixed;
  throw mistake(whole, ranges.at, ranges.text.length, "negative indices can't follow digits");
}

function checkWidth(
  whole: string,
  ranges: Stretch & { readonly kind: "ranges" },
  leading: string,
  trailing: string,
): void {
  const last = subtract(ranges.runs.at(-1) ?? 1, 1);
  if (widthAt(last) + leading.length + trailing.length <= MOST_DIGITS) return;
  throw mistake(whole, ranges.at - 1 - leading.length, leading.length + 1, TOO_WIDE);
}

const TOO_MANY = `a name has at most ${MOST_AXES} indices`;

const TOO_WIDE = `an index has at most ${MOST_DIGITS} digits`;

function appended(whole: string, ranges: Stretch & { readonly kind: "ranges" }, digits: string): Runs {
  const { at, text } = ranges;
  if (text.includes("/"))
    throw mistake(whole, at + text.length + 1, digits.length, "digits can't follow a range with a step");
  const runs = withDigitsBehind(ranges.runs, digits);
  if (runs !== undefined) return runs;
  const most = MOST_RUNS.toLocaleString("en");
  throw mistake(whole, at, text.length, `with the digits behind it this falls into more than ${most} pieces`);
}

function plainPattern(whole: string, at: number, name: string): NamePattern {
  const { pieces, indices } = splitName(name);
  const problem = problemOf(indices);
  if (problem !== undefined) throw mistake(whole, at, name.length, problem);
  return { pieces, axes: pointOf(indices).map((position) => [position, add(position, 1)]) };
}

function mistake(text: string, position: number, length: number, reason: string): NodeSetSyntaxError {
  return new NodeSetSyntaxError("node set", text, position, length, reason);
}
