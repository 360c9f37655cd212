/** Longest part of a value that a message repeats. */
const SHOWN = 60;

/** A value as a message shows it: quoted, shortened, with nothing in it that a terminal or a page could act on. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return `"${shorten(printableText(value).replaceAll("\n", "\\n").replaceAll("\t", "\\t"))}"`;
    case "object":
      return "a mapping";
    case "function":
      return "a function";
    case "number":
    case "boolean":
    case "bigint":
      return String(value);
    default:
      return "a symbol";
  }
}

/**
 * A text with its control characters, and whatever XML 1.0 (§2.2) can't hold, written as escapes. Line ends and tabs
 * stay; colours of a terminal are dropped.
 */
export function printableText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(COLOURS, "")
    .replace(UNPRINTABLE, (character) => escaped(character.codePointAt(0) ?? 0));
}

// oxlint-disable-next-line no-control-regex -- the colours of a terminal begin with one
const COLOURS = /\u001b\[[0-9;]*m/g;

// \p{Cs} are surrogates without their other half, U+FFFE and U+FFFF no characters; \u202a.. turn the writing direction.
const UNPRINTABLE = /(?![\n\t])\p{Cc}|\p{Cs}|[\ufffe\uffff\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function escaped(code: number): string {
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SHOWN + 2));
  return characters.length <= SHOWN ? text : `${characters.slice(0, SHOWN).join("")}…`;
}
