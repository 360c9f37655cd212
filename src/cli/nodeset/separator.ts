/** What stands after a backslash, and the character that it means. */
const LETTERS: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([xuUN])|([^])|$)/gu;

/**
 * Reads a separator with its escapes, as Python's string literals have them: `\n`, `\t`, `\0`, `\x2c`, `\u2022`. A
 * backslash before any other character stays one.
 *
 * @throws {SyntaxError} for an escape that is begun and not ended, and for a character that there is not
 */
export function readSeparator(text: string): string {
  return text.replaceAll(
    ESCAPE,
    (
      whole: string,
      octal?: string,
      two?: string,
      four?: string,
      eight?: string,
      begun?: string,
      other?: string,
    ) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const hexadecimal = two ?? four ?? eight;
      if (hexadecimal !== undefined) return characterOf(Number.parseInt(hexadecimal, 16), whole, text);
      if (other === undefined)
        throw refusal(text, begun === undefined ? "it ends with a backslash" : `${whole} is not ended`);
      return LETTERS[other] ?? whole;
    },
  );
}

function characterOf(code: number, whole: string, text: string): string {
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  if (!isCharacter) throw refusal(text, `there is no character ${whole}`);
  return String.fromCodePoint(code);
}

function refusal(text: string, reason: string): SyntaxError {
  return new SyntaxError(`Cannot read the separator "${text}": ${reason}`);
}
