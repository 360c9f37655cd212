/**
 * A value that came from an interpreter. Whole numbers beyond 2^53 are bigints, bytes are a Uint8Array, dictionaries with
 * keys that are no text are a Map; what has no form here is the text that its language writes for it.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Moment
  | Shown
  | readonly Value[]
  | ReadonlySet<Value>
  | ReadonlyMap<Value, Value>
  | { readonly [key: string]: Value };

/** A tuple: an array that its language tells from a list. */
export class Tuple extends Array<Value> {}

/** A date, a time, a date with a time, or a duration, as its language writes it: ISO 8601, and seconds for a duration. */
export class Moment {
  readonly kind: "date" | "time" | "datetime" | "duration";
  readonly text: string;

  constructor(kind: Moment["kind"], text: string) {
    this.kind = kind;
    this.text = text;
  }
}

/** A value that can only be shown: its text, which is the beginning of a longer one where `isCut`. */
export class Shown {
  readonly type: string;
  readonly text: string;
  readonly isCut: boolean;

  constructor(type: string, text: string, isCut: boolean) {
    this.type = type;
    this.text = text;
    this.isCut = isCut;
  }
}

/**
 * Reads a value as the channel carries it: JSON, in which an object with `$` is a value that JSON has no form for.
 *
 * @throws {RangeError | SyntaxError} where no end of ours has written it: user code may find the channel and write to it
 */
export function decodeValue(json: unknown): Value {
  return decode(json, 0);
}

/** An honest interpreter shows what is deeper as text. */
const MOST_DEPTH = 200;

function decode(json: unknown, depth: number): Value {
  if (typeof json !== "object" || json === null) return json as Value;
  if (depth > MOST_DEPTH) throw new RangeError("Cannot read the value: it is nested too deeply");
  if (Array.isArray(json)) return decodeList(json, depth);
  if ("$" in json && typeof json.$ === "string") return decodeTagged(json.$, json as Tagged, depth);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, decode(value, depth + 1)]));
}

/** What is no list is an empty one. */
function decodeList(json: unknown, depth: number): Value[] {
  return Array.isArray(json) ? json.map((item) => decode(item, depth + 1)) : [];
}

interface Tagged {
  readonly v?: unknown;
  readonly type?: unknown;
  readonly cut?: unknown;
}

function decodeTagged(tag: string, { v, type, cut }: Tagged, depth: number): Value {
  switch (tag) {
    case "int":
      return wholeNumber(String(v));
    case "float":
      return floats[String(v)] ?? Number.NaN;
    case "bytes":
      return Buffer.from(String(v), "base64");
    case "tuple":
      return Tuple.from(decodeList(v, depth)) as Tuple;
    case "set":
      return new Set(decodeList(v, depth));
    case "map":
      return new Map(decodeList(v, depth).map(pairOf));
    case "date":
    case "time":
    case "datetime":
    case "duration":
      return new Moment(tag, String(v));
    default:
      return new Shown(
        typeof type === "string" ? type : tag,
        typeof v === "string" ? v : JSON.stringify(v ?? null),
        cut === true,
      );
  }
}

const floats: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

/** In decimal digits, or in hexadecimal ones after `0x`. */
function wholeNumber(text: string): bigint {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

function pairOf(value: Value): [Value, Value] {
  const [key = null, item = null] = Array.isArray(value) ? (value as readonly Value[]) : [];
  return [key, item];
}
