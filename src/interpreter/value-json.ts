import { Moment, Shown, type Value } from "./value.ts";

/**
 * A value in plain JSON, for whoever reads it without knowing our types: tuples and sets are lists, a whole number beyond
 * 2^53 its digits, `NaN` and `Infinity` their names, bytes base64, a date or what can only be shown its text, a dictionary
 * an object.
 */
export function valueAsJson(value: Value): unknown {
  switch (typeof value) {
    case "bigint":
      return String(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return value === null ? null : objectAsJson(value);
    default:
      return value;
  }
}

function objectAsJson(value: Exclude<Value, null | string | number | bigint | boolean>): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Moment || value instanceof Shown) return value.text;
  if (value instanceof Set) return [...(value as ReadonlySet<Value>)].map(valueAsJson);
  if (value instanceof Map) return mapAsJson(value as ReadonlyMap<Value, Value>);
  if (Array.isArray(value)) return Array.from(value as readonly Value[], valueAsJson);
  return objectOf(Object.entries(value as { readonly [key: string]: Value }));
}

function mapAsJson(map: ReadonlyMap<Value, Value>): unknown {
  return objectOf([...map].map(([key, item]) => [keyText(key), item]));
}

function keyText(key: Value): string {
  const json = valueAsJson(key);
  return typeof json === "string" ? json : JSON.stringify(json);
}

/** Not by assignment: a key may be `__proto__`. */
function objectOf(entries: readonly (readonly [string, Value])[]): unknown {
  return Object.fromEntries(entries.map(([key, item]) => [key, valueAsJson(item)]));
}
