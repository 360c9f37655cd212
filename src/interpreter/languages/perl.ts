import { join } from "node:path";
import type { Language, Literal } from "../language.ts";
import { perlReadyLines } from "./perl-ready-lines.ts";

const BOOTSTRAP = join(import.meta.dirname, "perl.pl");

/**
 * Perl 5.30 and newer, with nothing but perl-base. Commands run in the package main, each like a file of its own: what
 * `my` names ends with the command, and `our` and package variables are there for the next. The last line is taken in
 * list context: one value is the value, several are an array. STDOUT and STDERR are UTF-8, and text that Perl keeps as bytes beyond
 * ASCII is a value of bytes. As always in Perl, an `eval` of user code around a command's loop catches an interrupt.
 */
export const perl: Language = {
  name: "perl",
  executable: "perl",
  arguments: () => [BOOTSTRAP],
  interrupts: "two signals",
  literal: perlLiteral,
  readyLines: (lines, ask) => perlReadyLines(lines, ask, quoted),
  goesOn: (line) => GOES_ON.test(line),
  comment: /^\s*#/,
};

/** `else`, the operators that stand between two values, and a `while` without a block, as after `do { }`. */
const GOES_ON =
  /^\s*(?:(?:elsif|else|continue|catch|finally|and|or|xor)\b|->|\.(?!\d)|&&|\|\||[?:]|(?:while|until)\b[^{]*;\s*(?:#.*)?$)/;

function perlLiteral(value: Literal): string {
  if (value === null) return "undef";
  switch (typeof value) {
    case "boolean":
      return value ? "!!1" : "!!0";
    case "bigint":
      return wholeNumber(value);
    case "number":
      return numberText(value);
    case "string":
      return quoted(value);
    default:
      return `[${value.map(perlLiteral).join(", ")}]`;
  }
}

/** Beyond 64 bits a literal would lose its last digits. */
function wholeNumber(value: bigint): string {
  if (BigInt.asIntN(64, value) === value) return signed(String(value));
  return `do { require Math::BigInt; Math::BigInt->new("${value}") }`;
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return signed(String(value));
  return Number.isNaN(value) ? "(9**9**9 / 9**9**9)" : `(${value < 0 ? "-" : ""}9**9**9)`;
}

/** After a minus a second one would be a decrement. */
function signed(text: string): string {
  return text.startsWith("-") ? `(${text})` : text;
}

/** All but plain ASCII by number, in the form that makes text of it and never bytes. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/[^ !#%-?A-[\]-~]/gu, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    return code < 0x80 && code >= 0x20 && code !== 0x7f ? `\\${mark}` : `\\N{U+${code.toString(16)}}`;
  });
  return `"${escaped}"`;
}
