// What commands give and raise, as the channel carries it. User code may change globals: what is used is put aside first.
import { inspect, types } from "node:util";
import { methodOf } from "./node-method.js";

// More of a value than this is told as the beginning of its text.
const MOST_ITEMS = 100_000;
const MOST_DEPTH = 50;
const MOST_TEXT = 10_000;
/** Characters and bytes of a whole value. */
const MOST_CHARACTERS = 1_000_000;
/** Of an error, as Node prints it, before lines are looked for in it. */
const MOST_PRINTED = 100_000;
const MOST_FRAMES = 200;
const MOST_DIGITS = 4000;

const { BigInt, Buffer, Error, Number, String, Uint8Array } = globalThis;
const { stringify } = JSON;
const { isArray } = Array;
const { entries, getPrototypeOf, hasOwn, keys } = Object;
const { isFinite, isNaN } = Number;
const bigText = methodOf(BigInt.prototype, "toString");
const base64 = methodOf(Buffer.prototype, "toString");
const exec = methodOf(RegExp.prototype, "exec");
const includes = methodOf(String.prototype, "includes");
const slice = methodOf(String.prototype, "slice");
const split = methodOf(String.prototype, "split");
const OWN_FOLDER = new URL(".", import.meta.url).href;

/** The value as JSON; what has no form there is its text, as the beginning of it where it is long. */
export function encodeValue(value) {
  const budget = { left: MOST_ITEMS, characters: MOST_CHARACTERS };
  try {
    return encode(value, 0, budget);
  } catch {
    return shown(value, budget.left < 0 || budget.characters < 0);
  }
}

/** The value as JSON; what JSON has no form for is an object with "$". */
function encode(value, depth, budget) {
  budget.left -= 1;
  if (budget.left < 0 || depth > MOST_DEPTH) throw new Error("Too large");
  switch (typeof value) {
    case "undefined":
      return "null";
    case "boolean":
      return value ? "true" : "false";
    case "string":
      return encodeText(value, budget);
    case "number":
      return encodeNumber(value);
    case "bigint":
      return tagged("int", bigInteger(value, budget));
    case "object":
      return value === null ? "null" : encodeObject(value, depth + 1, budget);
    default:
      return counted(shown(value), budget);
  }
}

function encodeText(value, budget) {
  take(value.length, budget);
  return stringify(value);
}

/** In hexadecimal where it is large: its digits take time. */
function bigInteger(value, budget) {
  const digits = bigText(value < 0n ? -value : value, 16);
  take(digits.length, budget);
  return digits.length < MOST_DIGITS ? `"${value}"` : `"${value < 0n ? "-" : ""}0x${digits}"`;
}

function counted(json, budget) {
  take(json.length, budget);
  return json;
}

function take(characters, budget) {
  budget.characters -= characters;
  if (budget.characters < 0) throw new Error("Too large");
}

function encodeNumber(value) {
  if (isFinite(value)) return String(value);
  return tagged("float", isNaN(value) ? '"nan"' : value > 0 ? '"inf"' : '"-inf"');
}

function encodeObject(value, depth, budget) {
  if (value instanceof Uint8Array) return bytes(value.buffer, value.byteOffset, value.byteLength, budget);
  if (types.isAnyArrayBuffer(value)) return bytes(value, 0, value.byteLength, budget);
  if (isArray(value) || types.isTypedArray(value)) return list(value, depth, budget);
  if (types.isSet(value)) return tagged("set", list([...value], depth, budget));
  if (types.isMap(value)) return tagged("map", list([...value], depth, budget));
  if (types.isDate(value)) return tagged("datetime", stringify(value.toISOString()));
  return isPlain(value) ? encodePlain(value, depth, budget) : counted(shown(value), budget);
}

/** Whether it is a mere `{...}`, of another context as well. */
function isPlain(value) {
  if (types.isProxy(value) || types.isModuleNamespaceObject(value)) return false;
  const prototype = getPrototypeOf(value);
  return prototype === null || (getPrototypeOf(prototype) === null && hasOwn(prototype, "isPrototypeOf"));
}

function encodePlain(value, depth, budget) {
  const names = keys(value);
  if (hasOwn(value, "$")) return tagged("map", list(entries(value), depth, budget));
  let pairs = "";
  for (let place = 0; place < names.length; place++) {
    pairs += `${place === 0 ? "" : ","}${encodeText(names[place], budget)}:${encode(value[names[place]], depth, budget)}`;
  }
  return `{${pairs}}`;
}

function list(values, depth, budget) {
  if (values.length > budget.left) {
    budget.left = -1;
    throw new Error("Too large");
  }
  let items = "";
  for (let place = 0; place < values.length; place++) {
    items += `${place === 0 ? "" : ","}${encode(values[place], depth, budget)}`;
  }
  return `[${items}]`;
}

function bytes(buffer, offset, length, budget) {
  take(length, budget);
  return tagged("bytes", stringify(base64(Buffer.from(buffer, offset, length), "base64")));
}

function tagged(tag, content) {
  return `{"$":"${tag}","v":${content}}`;
}

/** @param isLarge whether its text can't be all of it */
function shown(value, isLarge = false) {
  const whole = textOf(value);
  const isCut = isLarge || whole.length > MOST_TEXT;
  return `{"$":"repr","v":${stringify(cut(whole))},"type":${stringify(cut(typeOf(value)))},"cut":${isCut}}`;
}

function textOf(value) {
  try {
    return inspect(value, { maxStringLength: MOST_TEXT });
  } catch {
    return "(its text can't be told)";
  }
}

function typeOf(value) {
  try {
    const name = typeof value === "object" && value !== null ? value.constructor?.name : undefined;
    return typeof name === "string" && name !== "" ? name : typeof value;
  } catch {
    return typeof value;
  }
}

function cut(text) {
  return text.length <= MOST_TEXT ? text : slice(text, 0, MOST_TEXT);
}

/** What was raised, as JSON: its type, its text, and where it comes from. */
export function encodeError(error) {
  const trace = traceOf(error);
  const type = errorType(error);
  const message = messageOf(error);
  return `{"type":${stringify(cut(type))},"message":${stringify(cut(message))},"trace":${stringify(cut(trace))},"frames":[${framesOf(trace)}]}`;
}

function errorType(error) {
  try {
    return types.isNativeError(error) && typeof error.name === "string" ? error.name : typeOf(error);
  } catch {
    return "Error";
  }
}

function messageOf(error) {
  try {
    if (typeof error === "string") return error;
    return types.isNativeError(error) || typeof error?.message === "string"
      ? String(error.message)
      : textOf(error);
  } catch {
    return "";
  }
}

/** As Node prints it, without the lines that are ours. */
export function traceOf(error) {
  const lines = split(slice(textOf(error), 0, MOST_PRINTED), "\n");
  let trace = lines[0];
  for (let place = 1; place < lines.length; place++) if (!isOurs(lines[place])) trace += `\n${lines[place]}`;
  return trace;
}

function isOurs(line) {
  if (exec(/^\s+at /, line) === null) return false;
  return (
    includes(line, OWN_FOLDER) ||
    exec(/\b(?:node:vm|node:internal\/|runyard:zone|Generator\.next \(<anonymous>)/, line) !== null
  );
}

function framesOf(trace) {
  const lines = split(trace, "\n");
  let frames = "";
  for (let place = 0, count = 0; place < lines.length && count < MOST_FRAMES; place++) {
    const found = exec(/^\s+at (?:(?:async )?(.*?) \()?(.*?):(\d+):\d+\)?$/, lines[place]);
    if (found === null) continue;
    frames += `${count === 0 ? "" : ","}${frame(found[2], found[3], found[1] ?? "")}`;
    count += 1;
  }
  if (frames !== "") return frames;
  // What does not parse has no stack but for ours.
  const unparsed = exec(/^(<command \d+>):(\d+)$/, lines[0]);
  return unparsed === null ? "" : frame(unparsed[1], unparsed[2], "");
}

function frame(file, line, name) {
  return `{"file":${stringify(cut(file))},"line":${Number(line)},"in":${stringify(cut(name))}}`;
}
