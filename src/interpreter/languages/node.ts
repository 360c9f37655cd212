import { join } from "node:path";
import type { Language, Literal } from "../language.ts";

const BOOTSTRAP = join(import.meta.dirname, "node-bootstrap.js");

/**
 * Node 18 and newer. Commands run as lines of a REPL: sloppy scripts with `await`, whose names the next command sees and
 * may declare again, `const` included. A promise as the last value is awaited. An interrupt ends a command that never
 * waits and one that waits; what an interrupted command had set going besides, Node can't stop.
 */
export const node: Language = {
  name: "node",
  executable: "node",
  arguments: () => [BOOTSTRAP],
  literal: nodeLiteral,
};

function nodeLiteral(value: Literal): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "bigint":
      return signed(`${value}n`);
    case "number":
      return signed(String(value));
    case "string":
      return quoted(value);
    default:
      return `[${value.map(nodeLiteral).join(", ")}]`;
  }
}

/** After a minus a second one would be a decrement. */
function signed(text: string): string {
  return text.startsWith("-") ? `(${text})` : text;
}

/** JSON's text is JavaScript's; what is no plain ASCII by number, so that no line of the source ends in it. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
