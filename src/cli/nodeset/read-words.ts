import type { OptionSpec } from "./option-table.ts";
import { UsageError } from "./usage-error.ts";

/** The words of a command line, told apart. */
export interface Words<Name extends string> {
  /** For each option that was given its values in order; an empty text each time for one that takes none. */
  readonly given: ReadonlyMap<Name, readonly string[]>;
  /** The first word that is no option, and all after it. */
  readonly operands: readonly string[];
}

type Entry<Name extends string> = readonly [Name, OptionSpec];

/**
 * Tells options from operands: letters may be joined (`-fq`, `-S,`), long names shortened, and `--` ends them, as does
 * the first operand.
 *
 * @param entries every option of the command, by its long name
 * @throws {UsageError} for an option that there is not, a missing value, and one too many
 */
export function readWords<Name extends string>(
  argv: readonly string[],
  entries: readonly Entry<Name>[],
): Words<Name> {
  const given = new Map<Name, string[]>();
  const rest = [...argv];
  for (;;) {
    const word = rest.shift();
    if (word === undefined || word === "--") return { given, operands: rest };
    if (!word.startsWith("-") || word === "-") return { given, operands: [word, ...rest] };
    const read = word.startsWith("--") ? readLong(word, rest, entries) : readLetters(word, rest, entries);
    for (const [name, value] of read) {
      given.set(name, [...(given.get(name) ?? []), value]);
      // What stands behind these does not matter, not even where it is wrong.
      if (name === "help" || name === "version") return { given, operands: [] };
    }
  }
}

type Read<Name extends string> = readonly (readonly [name: Name, value: string])[];

function readLong<Name extends string>(
  word: string,
  rest: string[],
  entries: readonly Entry<Name>[],
): Read<Name> {
  const sign = word.indexOf("=");
  const written = sign === -1 ? word : word.slice(0, sign);
  const attached = sign === -1 ? null : word.slice(sign + 1);
  const [name, spec] = findLong(written.slice(2), entries);
  if (spec.takesValue) return [[name, attached ?? valueAfter(written, rest)]];
  if (attached !== null) throw new UsageError(`Option "${written}" takes no value`);
  return [[name, ""]];
}

function findLong<Name extends string>(written: string, entries: readonly Entry<Name>[]): Entry<Name> {
  const whole = entries.find((entry) => longNames(entry).includes(written));
  if (whole !== undefined) return whole;
  const begun = entries.filter(
    (entry) => entry[1].isNew !== true && longNames(entry).some((name) => name.startsWith(written)),
  );
  if (begun[0] === undefined || written === "") throw new UsageError(`Unknown option "--${written}"`);
  if (begun.length === 1) return begun[0];
  const names = begun.map(([name]) => `--${name}`).join(", ");
  throw new UsageError(`Option "--${written}" is short for several: ${names}`);
}

function longNames([name, spec]: Entry<string>): readonly string[] {
  return [name, ...(spec.aliases ?? [])];
}

function readLetters<Name extends string>(
  word: string,
  rest: string[],
  entries: readonly Entry<Name>[],
): Read<Name> {
  const read: [Name, string][] = [];
  let at = 1;
  while (at < word.length) {
    const letter = String.fromCodePoint(word.codePointAt(at) ?? 0);
    at += letter.length;
    const entry = entries.find(([, { short }]) => short?.includes(letter));
    if (entry === undefined) throw new UsageError(`Unknown option "-${letter}"`);
    if (entry[1].takesValue) {
      read.push([entry[0], at < word.length ? word.slice(at) : valueAfter(`-${letter}`, rest)]);
      return read;
    }
    read.push([entry[0], ""]);
  }
  return read;
}

function valueAfter(option: string, rest: string[]): string {
  const value = rest.shift();
  if (value === undefined) throw new UsageError(`Option "${option}" needs a value`);
  return value;
}
