import { RangeSet } from "../../nodeset/mod.ts";
import type { NodesetOptions } from "./options.ts";

/** How results are folded. */
export interface Folding {
  readonly autostep?: number;
  readonly axis?: readonly number[];
}

/** How the options want a set of this size folded. @throws {SyntaxError} where the axes are not understood */
export function foldingOf(
  { autostep, axis }: Pick<NodesetOptions, "autostep" | "axis">,
  size: number,
): Folding {
  return {
    ...(autostep !== null && { autostep: readAutostep(autostep, size) }),
    ...(axis !== "" && { axis: readAxes(axis) }),
  };
}

/** The least that `auto` stands for: two members are always at equal distances. */
const LEAST_AUTO = 3;

function readAutostep(text: string, size: number): number {
  if (text === "auto") return Math.max(LEAST_AUTO, size);
  return text.endsWith("%") ? Math.ceil((size * Number(text.slice(0, -1))) / 100) : Number(text);
}

/** The most axes that `--axis` may name; no name has as many. */
const MOST_AXES = 1000;

/** Axes are counted from 1; a single negative number counts from the end. */
function readAxes(text: string): readonly number[] {
  if (text.startsWith("-")) {
    if (/^-\d+$/.test(text)) return [Number(text)];
    throw new SyntaxError(`Cannot fold along the axes "${text}": only one is counted from the end`);
  }
  const axes = RangeSet.parse(text);
  if (axes.size > MOST_AXES) {
    throw new RangeError(`Cannot fold along the axes "${text}": no name has more than ${MOST_AXES}`);
  }
  return [...axes].map((axis) => Number(axis) - 1).filter((axis) => axis >= 0);
}
