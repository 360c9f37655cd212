import { RunyardError } from "../core/mod.ts";

/** What `name=value` on the command line means. */
export type Assignment =
  | { readonly kind: "text"; readonly name: string; readonly value: string }
  /** `name=@path`: the file's content. */
  | { readonly kind: "file"; readonly name: string; readonly path: string }
  /** `name=@-`: what comes on standard input. */
  | { readonly kind: "stdin"; readonly name: string };

/** Reads `name=value`, `name=@path` or `name=@-`. @throws {RunyardError} `bad-request` for anything else */
export function parseAssignment(text: string): Assignment {
  const { name, value } = split(text);
  if (!value.startsWith("@")) return { kind: "text", name, value };
  if (value === "@") {
    throw new RunyardError(
      "bad-request",
      `Cannot read "${text}": a file name follows the @, or - for standard input`,
    );
  }
  return value === "@-" ? { kind: "stdin", name } : { kind: "file", name, path: value.slice(1) };
}

/** Reads `name=value` as it stands, an @ at the value's beginning included. */
export function parseTextAssignment(text: string): Assignment {
  return { kind: "text", ...split(text) };
}

function split(text: string): { readonly name: string; readonly value: string } {
  const equals = text.indexOf("=");
  if (equals <= 0) {
    throw new RunyardError(
      "bad-request",
      `Cannot read "${text}" as a parameter: write it like name=value or name=@file`,
    );
  }
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}
