/**
 * Control characters (C0, DEL, C1), line separators, and those that change the direction of text: a name or message
 * from elsewhere must not move the cursor, ring the bell or read differently from what it is.
 */
const HOSTILE =
  /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u001b": "\\e" };

/** A text of one line with whatever can't be seen written as an escape: `\n`, `\e`, `\u202e`. */
export function visibleText(text: string): string {
  return text.replaceAll(HOSTILE, (character) => SHORT[character] ?? escape(character));
}

function escape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
}
