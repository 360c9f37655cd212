import { RE2JS, RE2JSSyntaxException } from "re2js";

/** What a rule looks for in a line of output; `allow` takes lines out of `error`. */
export type RuleKind = "highlight" | "error" | "output" | "progress" | "allow";

/** What RE2 leaves out of the syntax that people know from Perl, Python and JavaScript. */
const LEFT_OUT: readonly (readonly [form: RegExp, name: string])[] = [
  [/^\(\?<?[=!]/, "lookaround"],
  [/^(?:\\[1-9]|\\[kg]|\(\?P=)/, "backreferences"],
  [/^\(\?>/, "atomic groups"],
  [/^\(\?\(/, "conditions"],
  [/^\(\?#/, "comments"],
];
/** More of a pattern than this is not repeated in a message. */
const SHOWN = 200;

/**
 * Reads a pattern in RE2's syntax, which is searched in time linear in the line, whatever the line.
 *
 * @throws {SyntaxError} for what RE2 can't read, lookaround and backreferences among it
 */
export function readPattern(kind: RuleKind, text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (cause) {
    throw refusal(kind, text, reasonOf(cause), cause);
  }
}

/** The groups of the first match in a line, by number; null where there is none. */
export function search(pattern: RE2JS, line: string): readonly unknown[] | null {
  // Whether there is a match at all is found several times faster than the groups, and in most lines there is none.
  return pattern.test(line) ? pattern.exec(line) : null;
}

/** The error for a pattern that can't be used. */
export function refusal(kind: RuleKind, text: string, reason: string, cause?: unknown): SyntaxError {
  const shown = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
  return new SyntaxError(`Cannot use the pattern ${shown} as a rule for ${kind}: ${reason}`, { cause });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof RE2JSSyntaxException)) return "it is too large";
  const { error, input } = cause;
  if (input === null) return error;
  const leftOut = LEFT_OUT.find(([form]) => form.test(input));
  const part = input.length > SHOWN ? `${input.slice(0, SHOWN - 1)}…` : input;
  return leftOut === undefined ? `${error}: ${part}` : `RE2's syntax has no ${leftOut[1]}: ${part}`;
}
