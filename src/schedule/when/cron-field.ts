import { showValue } from "../../job/mod.ts";
import { type Numbers, numbersBetween } from "./local-times.ts";

/** One of the fields of a cron line. */
export interface FieldKind {
  /** With its article: "the minutes". */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names of the numbers, the first one for `from`. */
  readonly names?: readonly string[];
}

/**
 * Reads one part of a field, between its commas: `*`, `5`, `MON`, `1-5`, `FRI-SUN`, `10-50/10` or `5/20`, which
 * is every 20 from 5 on.
 *
 * @throws {SyntaxError} with the reason alone
 */
export function readPart(part: string, kind: FieldKind): Numbers {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0) throw new SyntaxError(`${kind.name} have two steps in ${showValue(part)}`);
  const every = step === undefined ? 1 : readStep(step, part, kind);
  if (range === "*") return numbersBetween(kind.from, kind.to, every);
  const [first = "", last, ...others] = range.split("-");
  if (others.length > 0) throw new SyntaxError(`${kind.name} have two dashes in ${showValue(part)}`);
  const from = readNumber(first, kind);
  if (last === undefined) return numbersBetween(from, step === undefined ? from : kind.to, every);
  return numbersBetween(from, readEnd(last, from, part, kind), every);
}

/** Reads a number or a name, as `7` or `JUL`. */
export function readNumber(text: string, { name, from, to, names = [] }: FieldKind): number {
  const named = names.indexOf(text.toUpperCase());
  if (named !== -1) return from + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  const orNames = names.length === 0 ? "" : ` or a name like ${names[0]}`;
  throw new SyntaxError(`${name} are ${from} to ${to}${orNames}, and ${showValue(text)} is none of them`);
}

function readEnd(text: string, from: number, part: string, kind: FieldKind): number {
  const end = readNumber(text, kind);
  if (end >= from) return end;
  // A week may end on Sunday as well as begin with it: FRI-SUN is 5-7.
  if (end === 0 && kind.to === 7) return 7;
  throw new SyntaxError(
    `${showValue(part)} in ${kind.name} runs backwards: write ${from}-${kind.to},${kind.from}-${end}`,
  );
}

function readStep(text: string, part: string, { name, from, to }: FieldKind): number {
  const step = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (step >= 1 && step <= to - from) return step;
  throw new SyntaxError(`the step of ${showValue(part)} in ${name} is a number from 1 to ${to - from}`);
}
