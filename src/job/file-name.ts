import { RunyardError } from "../core/mod.ts";
import { showValue } from "./show-value.ts";

/** What Linux file systems take at most (NAME_MAX). */
const LONGEST_BYTES = 255;

/**
 * Checks the name that a file was sent under: a name, and never a path.
 *
 * @throws {RunyardError} `bad-parameter`
 */
export function checkFileName(name: string): void {
  const reason = reasonAgainst(name);
  if (reason === undefined) return;
  throw new RunyardError("bad-parameter", `Cannot take a file named ${showValue(name)}: ${reason}`);
}

function reasonAgainst(name: string): string | undefined {
  if (name === "") return "a file needs a name";
  if (name === "." || name === "..") return "that names a folder";
  if (/[/\\]/.test(name)) return "a name must not contain a slash or a backslash";
  if (name.includes("\0")) return "a name must not contain a NUL character";
  if (/\p{Cc}/u.test(name)) return "a name must not contain control characters";
  if (!name.isWellFormed()) return "a name must be valid Unicode";
  if (Buffer.byteLength(name) > LONGEST_BYTES) return `a name must not be longer than ${LONGEST_BYTES} bytes`;
  return undefined;
}
