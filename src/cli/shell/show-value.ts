import { type InspectOptionsStylized, inspect } from "node:util";
import { Moment, Shown, Tuple, type Value } from "../../interpreter/mod.ts";
import { visibleText } from "../visible-text.ts";

type Style = Parameters<InspectOptionsStylized["stylize"]>[1];

/** What is written of a value at most. */
const MOST_ITEMS = 200;
const MOST_CHARACTERS = 2000;
const MOST_DEPTH = 6;

/** A value for people: what is too long or too deep is cut, and says so. */
export function showValue(value: Value, { colours, width }: { colours: boolean; width: number }): string {
  return inspect(inspectable(value), {
    colors: colours,
    breakLength: width,
    depth: MOST_DEPTH,
    maxArrayLength: MOST_ITEMS,
    maxStringLength: MOST_CHARACTERS,
  });
}

/** The value with what `inspect` knows nothing of, or writes in the way of JavaScript alone, in a form of our own. */
function inspectable(value: Value): unknown {
  if (typeof value === "bigint") return own((options) => options.stylize(String(value), "number"));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return own((options) => options.stylize(bytesText(value), "string"));
  if (value instanceof Moment) return own((options) => options.stylize(momentText(value), "date"));
  if (value instanceof Shown)
    return own((options) => options.stylize(shownText(value), STYLES[value.type] ?? "special"));
  if (value instanceof Tuple) return own((options) => tupleText(value, options));
  if (value instanceof Set) return new Set([...(value as ReadonlySet<Value>)].map(inspectable));
  if (value instanceof Map) return new Map([...(value as ReadonlyMap<Value, Value>)].map(inspectableEntry));
  if (Array.isArray(value)) return (value as readonly Value[]).map(inspectable);
  return Object.fromEntries(
    Object.entries(value as { readonly [key: string]: Value }).map(([key, item]) => [key, inspectable(item)]),
  );
}

/** The colours of what its language has shown; all else has that of an object. */
const STYLES: Readonly<Record<string, Style>> = {
  bool: "boolean",
  bytes: "string",
  complex: "number",
  float: "number",
  str: "string",
};

function inspectableEntry([key, item]: readonly [Value, Value]): [unknown, unknown] {
  return [inspectable(key), inspectable(item)];
}

function own(write: (options: InspectOptionsStylized) => string): object {
  return { [inspect.custom]: (_depth: number, options: InspectOptionsStylized) => write(options) };
}

/** Like the list that it is, in round brackets; a single item has a comma behind it. */
function tupleText(tuple: Tuple, options: InspectOptionsStylized): string {
  const inner = { ...options, depth: options.depth == null ? MOST_DEPTH : options.depth - 1 };
  if (inner.depth < 0) return options.stylize("(...)", "special");
  const text = inspect(Array.from(tuple, inspectable), inner).slice(1, -1);
  const isLong = text.includes("\n");
  return `(${isLong ? text : text.trim()}${tuple.length === 1 ? "," : ""})`;
}

function bytesText(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, MOST_CHARACTERS)].map(byteText).join("");
  const more = bytes.length - MOST_CHARACTERS;
  return `b'${shown}'${more > 0 ? `... ${more} more byte${more === 1 ? "" : "s"}` : ""}`;
}

const SHORT: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 39: "\\'", 92: "\\\\" };

function byteText(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f;
  return SHORT[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`);
}

function momentText({ kind, text }: Moment): string {
  return kind === "duration" ? `${text} s` : text;
}

function shownText({ text, isCut }: Shown): string {
  const more = text.length - MOST_CHARACTERS;
  const shown = text.slice(0, MOST_CHARACTERS).split("\n").map(visibleText).join("\n");
  if (isCut) return `${shown}... and more`;
  return more > 0 ? `${shown}... ${more} more character${more === 1 ? "" : "s"}` : shown;
}
