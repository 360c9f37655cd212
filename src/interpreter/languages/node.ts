import { join } from "node:path";
import type { Language, Literal } from "../language.ts";
import { nodeReadyLines } from "./node-ready-lines.ts";

/** Our end of the channel in JavaScript. */
const BOOTSTRAP = join(import.meta.dirname, "node-bootstrap.js");

/**
 * Node 20.12 and newer. Commands run as lines of its REPL do: as scripts in one global scope, with `await` at the top, and
 * names that may be declared again, which makes variables of `const`, `let` and `class` there. The value of a command is
 * that of its last statement where this is an expression, and what it resolves to where it is a promise. `process.exit`
 * raises `ProcessExit` in the command. What is raised outside a command is written to stderr.
 *
 * An interrupt ends a command that runs and one that awaits at its top. It does not end a loop in a callback, or in an
 * async function or `for await` that has waited, nor what the command has set going besides, such as timers.
 */
export const node: Language = {
  name: "node",
  executable: "node",
  arguments: () => [BOOTSTRAP],
  interrupts: "order",
  literal: nodeLiteral,
  readyLines: nodeReadyLines,
  goesOn: (line) => GOES_ON.test(line),
  comment: /^\s*\/\//,
};

/** `else`, `catch`, and the operators that stand between two values; a dot may begin a number. */
const GOES_ON = /^\s*(?:(?:else|catch|finally|in|instanceof)\b|\.(?!\d)|&&|\|\||[?:=,*%<>^])/;

function nodeLiteral(value: Literal): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
      return String(value);
    case "bigint":
      return signed(`${value}n`);
    case "number":
      return signed(Object.is(value, -0) ? "-0" : String(value));
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
