import { Script, createContext } from "node:vm";
import { unreachable } from "../core/mod.ts";
import type { ParameterSpec } from "./job-type.ts";
import { readNodeSet } from "./node-set-text.ts";

/** What a text is for a parameter: its value, or the reason why it is none (what the parameter accepts instead). */
export type TextReading =
  | { readonly ok: true; readonly value: string | number | boolean }
  | { readonly ok: false; readonly reason: string };

/** What is needed of a parameter to read a text for it. */
export type TextSpec = Pick<
  ParameterSpec,
  "kind" | "minimum" | "maximum" | "pattern" | "maxLength" | "choices"
>;

/**
 * Reads one text for a parameter of any kind but `file`. A secret's text is checked like a string's.
 *
 * Numbers are decimal; integers are whole numbers that a double holds exactly.
 */
export function readText(spec: TextSpec, text: string): TextReading {
  switch (spec.kind) {
    case "integer":
    case "number":
      return readNumber(spec, text.trim());
    case "boolean":
      return readBoolean(spec, text.trim());
    case "choice":
      return spec.choices.includes(text) ? { ok: true, value: text } : refused(spec);
    case "nodeset":
      return readNodeSetText(spec, text);
    case "string":
    case "secret":
    case "file":
      return readString(spec, text);
    default:
      return unreachable(spec.kind);
  }
}

/** Whether a number is in the range of a parameter, and whole where it has to be. */
export function isInRange(spec: Pick<TextSpec, "kind" | "minimum" | "maximum">, value: number): boolean {
  const fits = spec.kind === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  return fits && value >= (spec.minimum ?? -Infinity) && value <= (spec.maximum ?? Infinity);
}

/** What a parameter takes, for a sentence: `a whole number from 1 to 5`. */
export function describeAccepted(spec: TextSpec): string {
  switch (spec.kind) {
    case "integer":
      return `a whole number${describeRange(spec)}`;
    case "number":
      return `a number${describeRange(spec)}`;
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${spec.choices.join(", ")}`;
    case "nodeset":
      return "a node set such as node[1-9]";
    case "file":
      return "a file";
    case "string":
    case "secret":
      return `a text${describeLength(spec)}${spec.pattern === null ? "" : ` that matches ${spec.pattern}`}`;
    default:
      return unreachable(spec.kind);
  }
}

/** The regular expression that a whole text must match. @throws {SyntaxError} where it is none */
export function compilePattern(pattern: string): RegExp {
  // Alone first: "a)(b" is no expression, and would become one in the brackets.
  void new RegExp(pattern, "u");
  return new RegExp(`^(?:${pattern})$`, "u");
}

function refused(spec: TextSpec): TextReading {
  return { ok: false, reason: `it takes ${describeAccepted(spec)}` };
}

function readNumber(spec: TextSpec, text: string): TextReading {
  const form = spec.kind === "integer" ? /^[+-]?\d+$/ : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
  // "+ 0" makes the zero of "-0" a plain one.
  const value = form.test(text) ? Number(text) + 0 : Number.NaN;
  if (isInRange(spec, value)) return { ok: true, value };
  const isTooLong = form.test(text) && isInRange({ ...spec, kind: "number" }, value);
  if (!isTooLong) return refused(spec);
  return {
    ok: false,
    reason: `a whole number must be between ${-Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`,
  };
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["0", false],
]);

function readBoolean(spec: TextSpec, text: string): TextReading {
  const value = TRUTHS.get(text.toLowerCase());
  return value === undefined
    ? { ok: false, reason: `it takes ${describeAccepted(spec)} (or yes, no, 1, 0)` }
    : { ok: true, value };
}

function readString(spec: TextSpec, text: string): TextReading {
  if (text.includes("\0")) return { ok: false, reason: "a text must not contain a NUL character" };
  if (!text.isWellFormed()) return { ok: false, reason: "a text must be valid Unicode" };
  // Characters are never more than code units, so a text that is short in units need not be counted.
  if (spec.maxLength !== null && text.length > spec.maxLength && Array.from(text).length > spec.maxLength)
    return refused(spec);
  if (spec.pattern === null) return { ok: true, value: text };
  const problem = testPattern(spec.pattern, text);
  if (problem === undefined) return { ok: true, value: text };
  return problem === "no-match" ? refused(spec) : { ok: false, reason: problem };
}

/** A node set is checked, and stays the text that was given. */
function readNodeSetText(spec: TextSpec, text: string): TextReading {
  const reading = readString(spec, text);
  const set = reading.ok ? readNodeSet(text) : reading;
  return set.ok ? reading : { ok: false, reason: set.reason };
}

/** Longest text that a pattern is tried on. */
const LONGEST_TESTED = 10_000;

/** An expression like (a+)+ needs years for a short text; nobody's text may stop the server for longer than this. */
const PATTERN_TIMEOUT_MS = 100;

const patternTest = new Script("pattern.test(text)");
const patternContext = createContext({ pattern: /^/, text: "" });

function testPattern(pattern: string, text: string): string | undefined {
  if (text.length > LONGEST_TESTED) {
    return `a text that has to match a pattern must not be longer than ${LONGEST_TESTED} characters`;
  }
  Object.assign(patternContext, { pattern: compilePattern(pattern), text });
  try {
    const matches: unknown = patternTest.runInContext(patternContext, { timeout: PATTERN_TIMEOUT_MS });
    return matches === true ? undefined : "no-match";
  } catch {
    return `the pattern ${pattern} takes too long to try on it`;
  }
}

function describeRange({ minimum, maximum }: TextSpec): string {
  if (minimum !== null && maximum !== null) return ` from ${minimum} to ${maximum}`;
  if (minimum !== null) return ` of at least ${minimum}`;
  return maximum === null ? "" : ` of at most ${maximum}`;
}

function describeLength({ maxLength }: TextSpec): string {
  if (maxLength === null) return "";
  return ` of at most ${maxLength} ${maxLength === 1 ? "character" : "characters"}`;
}
