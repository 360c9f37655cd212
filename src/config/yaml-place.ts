import {
  type Document,
  type LineCounter,
  type Pair,
  type ParsedNode,
  type Scalar,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
} from "yaml";
import type { Mistake } from "../job/mod.ts";
import type { Place } from "./source.ts";

/** Where the part of a document stands that a path leads to; where it is missing, the part around it. */
export function placeOf(
  document: Document.Parsed,
  lines: LineCounter,
  path: Mistake["path"],
  about: Mistake["about"],
): Place {
  let node: unknown = document.contents;
  let start = startOf(node);
  for (const step of path) {
    const next = stepInto(document, node, step);
    // What is missing is told of where it should be: under the last key that is there.
    if (next === undefined) return placeAt(lines, start);
    node = next.value;
    start = startOf(next.key);
  }
  return placeAt(lines, about === "value" && standsByItself(node) ? startOf(node) : start);
}

interface Step {
  readonly key: unknown;
  readonly value: unknown;
}

function stepInto(document: Document.Parsed, from: unknown, step: PropertyKey): Step | undefined {
  const node: unknown = isAlias(from) ? from.resolve(document) : from;
  if (isSeq(node)) {
    const value = node.items[Number(step)];
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => keyOf(pair) === String(step));
  if (own !== undefined) return { key: own.key, value: own.value };
  const merged = node.items
    .filter((pair) => keyOf(pair) === "<<")
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]));
  return merged.map((source) => stepInto(document, source, step)).find((found) => found !== undefined);
}

/** Whether a value has a place of its own in the line of its key: a block, or nothing at all, has not. */
function standsByItself(node: unknown): node is ParsedNode | Scalar {
  if (isCollection(node)) return node.flow === true;
  return isAlias(node) || (isScalar(node) && node.value !== null);
}

/** The offset at which a node begins. */
export function startOf(node: unknown): number {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0] ?? 0;
}

/** The line and column of an offset. */
export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  // An empty file has no lines to count.
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** The text of a pair's key. */
export function keyOf(pair: Pair): string {
  if (!isScalar(pair.key)) return "";
  const { value } = pair.key;
  // The parser makes a symbol of a merge key.
  return typeof value === "symbol" ? (value.description ?? "") : String(value);
}
