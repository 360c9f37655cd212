// What commands give and raise, as the channel carries it. User code may change globals: what is used is put aside first.
import { inspect, types } from "node:util";

// More of a value than this is told as the beginning of its text.
const MOST_ITEMS = 100_000;
const MOST_DEPTH = 50;
const MOST_TEXT = 10_000;

const { Array, Buffer, Error, Number, Object, String, Uint8Array } = globalThis;
const { stringify } = JSON;
const OWN_FOLDER = new URL(".", import.meta.url).href;

/** The value as JSON; what has no form there is its text, as the beginning of it where it is long. */
export function encodeValue(value) {
  try {
    return encode(value, 0, { left: MOST_ITEMS });
  } catch {
    return shown(value);
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
      return stringify(value);
    case "number":
      return encodeNumber(value);
    case "bigint":
      return tagged("int", `"${value}"`);
    case "object":
      return value === null ? "null" : encodeObject(value, depth + 1, budget);
    default:
      return shown(value);
  }
}

function encodeNumber(value) {
  if (Number.isFinite(value)) return String(value);
  return tagged("float", Number.isNaN(value) ? '"nan"' : value > 0 ? '"inf"' : '"-inf"');
}

function encodeObject(value, depth, budget) {
  if (value instanceof Uint8Array) return bytes(value.buffer, value.byteOffset, value.byteLength);
  if (types.isAnyArrayBuffer(value)) return bytes(value, 0, value.byteLength);
  if (Array.isArray(value) || types.isTypedArray(value)) return list(value, depth, budget);
  if (types.isSet(value)) return tagged("set", list([...value], depth, budget));
  if (types.isMap(value)) return tagged("map", list([...value], depth, budget));
  if (types.isDate(value)) return tagged("datetime", stringify(value.toISOString()));
  return isPlain(value) ? encodePlain(value, depth, budget) : shown(value);
}

/** Whether it is a mere `{...}`, of another context as well. */
function isPlain(value) {
  if (types.isProxy(value) || types.isModuleNamespaceObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf"))
  );
}

function encodePlain(value, depth, budget) {
  const keys = Object.keys(value);
  if (Object.hasOwn(value, "$")) return tagged("map", list(Object.entries(value), depth, budget));
  let text = "";
  for (let place = 0; place < keys.length; place++) {
    text += `${place === 0 ? "" : ","}${stringify(keys[place])}:${encode(value[keys[place]], depth, budget)}`;
  }
  return `{${text}}`;
}

function list(values, depth, budget) {
  if (values.length > budget.left) throw new Error("Too large");
  let text = "";
  for (let place = 0; place < values.length; place++) {
    text += `${place === 0 ? "" : ","}${encode(values[place], depth, budget)}`;
  }
  return `[${text}]`;
}

function bytes(buffer, offset, length) {
  return tagged("bytes", stringify(Buffer.from(buffer, offset, length).toString("base64")));
}

function tagged(tag, content) {
  return `{"$":"${tag}","v":${content}}`;
}

function shown(value) {
  const text = textOf(value);
  return `{"$":"repr","v":${stringify(cut(text))},"type":${stringify(typeOf(value))},"cut":${text.length > MOST_TEXT}}`;
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
  return text.length <= MOST_TEXT ? text : text.slice(0, MOST_TEXT);
}

/** @param place where it is in the source, for one whose stack does not tell */
export function encodeError(error, place) {
  const trace = (place === null ? "" : `${place.text}\n\n`) + traceOf(error);
  const frames = framesOf(trace);
  if (frames.length === 0 && place !== null) frames[0] = { file: place.file, line: place.line, in: "" };
  return stringify({ type: errorType(error), message: cut(messageOf(error)), trace: cut(trace), frames });
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
  const isOurs = (line) =>
    /^\s+at /.test(line) &&
    (line.includes(OWN_FOLDER) || /\b(?:node:inspector|node:vm|node:internal\/|runyardWatched)/.test(line));
  return textOf(error)
    .split("\n")
    .filter((line) => !isOurs(line))
    .join("\n");
}

function framesOf(trace) {
  return [...trace.matchAll(/^\s+at (?:(?:async )?(.*?) \()?(.*?):(\d+):\d+\)?$/gm)]
    .slice(0, 200)
    .map(([, name, file, line]) => ({ file, line: Number(line), in: name ?? "" }));
}
