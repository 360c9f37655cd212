import {
  type Document,
  LineCounter,
  type Pair,
  type Scalar,
  type YAMLError,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
} from "yaml";
import { RunyardError, messageOf } from "../core/mod.ts";
import { mistakesError } from "./mistakes.ts";
import type { PlacedMistake, Source } from "./source.ts";
import { keyOf, placeAt, placeOf, startOf } from "./yaml-place.ts";

/**
 * How often anchors may be referred to in one file, anchors within anchors multiplied: enough for any file that a person
 * writes, and the end of one that unfolds to billions.
 */
const MOST_ALIASES = 10_000;

/** One slip makes the parser stumble over all that follows: the first places tell of it. */
const MOST_SYNTAX_MISTAKES = 20;

/**
 * Reads YAML 1.2, with merge keys.
 *
 * @throws {RunyardError} `bad-configuration`, with every place that is no YAML
 */
export function readYaml(file: string, text: string): Source {
  const lines = new LineCounter();
  try {
    // The parser compares each key with all before it, which takes minutes where a mapping is long.
    const options = { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: false };
    const document = parseDocument(text, options);
    const mistakes = [...syntaxMistakes(document, lines), ...wrongKeys(document, lines)];
    if (mistakes.length > 0) throw mistakesError(file, mistakes);
    keepListedTexts(document);
    return {
      value: document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown,
      place: (path, about) => placeOf(document, lines, path, about),
    };
  } catch (error) {
    if (error instanceof RunyardError) throw error;
    // What is found only at the end comes as plain errors: an anchor that is missing, a merge of what is no mapping.
    throw mistakesError(
      file,
      [{ place: { line: 1, column: 1 }, message: `not usable YAML: ${reasonOf(error)}` }],
      error,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "it is nested too deeply";
  const message = messageOf(error);
  return message.startsWith("Excessive alias count")
    ? `it refers to anchors more than ${MOST_ALIASES} times`
    : message;
}

function syntaxMistakes(document: Document.Parsed, lines: LineCounter): readonly PlacedMistake[] {
  const found = [...document.errors, ...document.warnings];
  // Where the parser gave up, all that follows is of its own making.
  const given = found.filter(({ code }) => code === "RESOURCE_EXHAUSTION").slice(0, 1);
  const placed = (given.length > 0 ? given : found).map((error) => ({
    place: placeAt(lines, error.pos[0]),
    message: syntaxMessage(error),
  }));
  const firstOfLine = (mistake: PlacedMistake): boolean =>
    placed.find(({ place }) => place.line === mistake.place?.line) === mistake;
  return placed.slice(0, MOST_SYNTAX_MISTAKES).filter(firstOfLine);
}

function syntaxMessage({ code, message }: YAMLError): string {
  return `not valid YAML: ${code === "RESOURCE_EXHAUSTION" ? "it is nested too deeply" : message}`;
}

/** What is done at each mapping and at each scalar; the keys above a scalar come with it, and whether it stands in a list. */
interface Walker {
  map?(items: readonly Pair[]): void;
  scalar?(node: Scalar, keys: readonly string[], isListed: boolean): void;
}

/** Goes through what is written; the library's own visitor takes as long as its parser. */
function walk(node: unknown, walker: Walker, keys: readonly string[] = [], isListed = false): void {
  if (isScalar(node)) walker.scalar?.(node, keys, isListed);
  else if (isSeq(node)) for (const item of node.items) walk(item, walker, keys, true);
  else if (isMap(node)) {
    walker.map?.(node.items);
    for (const pair of node.items) walk(pair.value, walker, [...keys, keyOf(pair)]);
  }
}

/** Keys that stand there twice, and those named `__proto__`, which would be lost on the way to an object. */
function wrongKeys(document: Document.Parsed, lines: LineCounter): readonly PlacedMistake[] {
  const mistakes: PlacedMistake[] = [];
  const add = (key: unknown, message: string): void =>
    void mistakes.push({ place: placeAt(lines, startOf(key)), message });
  const map = (items: readonly Pair[]): void => {
    const seen = new Set<unknown>();
    for (const { key } of items) {
      // A merge key is a symbol, and may stand there more than once.
      if (!isScalar(key) || typeof key.value === "symbol") continue;
      if (key.value === "__proto__") add(key, "__proto__: unknown key");
      else if (seen.has(key.value)) add(key, "this key is there already");
      seen.add(key.value);
    }
  };
  walk(document.contents, { map });
  return mistakes;
}

/**
 * Lists in a configuration are lists of texts (arguments, items, choices), and variables are texts too: what YAML would
 * take for a number or a truth stays as it is written, so that item 001 is not item 1. Defaults alone keep their type.
 */
function keepListedTexts(document: Document.Parsed): void {
  const scalar = (node: Scalar, keys: readonly string[], isListed: boolean): void => {
    const isText = typeof node.value === "number" || typeof node.value === "boolean";
    if (!isText || node.source === undefined) return;
    const isItem = isListed && !keys.includes("default");
    if (isItem || (keys.at(-2) === "set" && keys.at(-3) === "environment")) node.value = node.source;
  };
  walk(document.contents, { scalar });
}
