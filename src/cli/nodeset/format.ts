/** Writes a name or a count in the format of `-O`. */
export type Format = (value: string) => string;

/** One `%…`: flags, width, precision, and what it writes. */
const DIRECTIVE = /%([-+ 0#]*)(\d*)(?:\.(\d*))?([^])?/gu;

const WIDEST = 10_000;

interface Directive {
  readonly flags: string;
  readonly width: number;
  /** At most so many characters. */
  readonly precision: number;
  readonly kind: "s" | "d";
}

/**
 * Reads a format of `-O`: text with one `%s` in it, or for a count one `%s` or `%d`, with a width if wanted (`%5s`,
 * `%-5s`, `%04d`); `%%` is a percent sign.
 *
 * @throws {SyntaxError} for any other `%`, and where there is not exactly one
 */
export function readFormat(text: string, subject: "name" | "count"): Format {
  if (text === "%s") return (value) => value;
  const pieces: (string | Directive)[] = [];
  let end = 0;
  for (const match of text.matchAll(DIRECTIVE)) {
    pieces.push(text.slice(end, match.index), match[0] === "%%" ? "%" : readDirective(match, text, subject));
    end = match.index + match[0].length;
  }
  pieces.push(text.slice(end));
  const places = pieces.filter((piece) => typeof piece !== "string").length;
  if (places !== 1) throw refusal(text, `it needs one %s, and has ${places === 0 ? "none" : places}`);
  return (value) => pieces.map((piece) => (typeof piece === "string" ? piece : write(piece, value))).join("");
}

function readDirective(match: RegExpExecArray, text: string, subject: "name" | "count"): Directive {
  const [whole, flags = "", width = "", precision, kind] = match;
  if (kind === undefined) throw refusal(text, `${whole} is not ended`);
  if (kind !== "s" && kind !== "d") throw refusal(text, `${whole} is not known, %s, %d and %% are`);
  if (kind === "d" && subject === "name") throw refusal(text, `${whole} writes a number, and a name is none`);
  const limits = [Number(width), Number(precision ?? 0)];
  if (limits.some((limit) => limit > WIDEST)) throw refusal(text, `${whole} is wider than ${WIDEST}`);
  if (kind === "d" && precision !== undefined)
    throw refusal(text, `${whole} has a precision, and a count is whole`);
  return {
    flags,
    width: Number(width),
    precision: precision === undefined ? Infinity : Number(precision),
    kind,
  };
}

function write({ flags, width, precision, kind }: Directive, value: string): string {
  const sign = kind === "s" ? "" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const characters = [...value].slice(0, precision);
  const body = characters.join("");
  const missing = Math.max(0, width - characters.length - sign.length);
  if (flags.includes("-")) return sign + body + " ".repeat(missing);
  if (kind === "d" && flags.includes("0")) return sign + "0".repeat(missing) + body;
  return " ".repeat(missing) + sign + body;
}

function refusal(text: string, reason: string): SyntaxError {
  return new SyntaxError(`Cannot read the format "${text}": ${reason}`);
}
