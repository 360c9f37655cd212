/** Control characters, line separators, and those that turn the direction of text or can't be seen. */
const hostile = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u001b": "\\e" };

/** A name from elsewhere, with whatever can't be seen written as an escape: it reads as what it is. */
export function visibleText(text: string): string {
  return text.replaceAll(hostile, (character) => short[character] ?? escaped(character));
}

/** The same of a text that may have lines and tabs. */
export function visibleLines(text: string): string {
  return text.replaceAll(hostile, (character) =>
    character === "\n" || character === "\t" ? character : (short[character] ?? escaped(character)),
  );
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
