/** What was being read. */
export type Reading = "node set" | "range set";

/** More of a text than this is not repeated in a message. */
const SHOWN = 60;

/** A mistake in the text of a node set or a range set, and where it stands. */
export class NodeSetSyntaxError extends SyntaxError {
  /** The whole text. */
  readonly text: string;
  /** Where in the text it goes wrong, in UTF-16 units from 0. */
  readonly position: number;
  /** How many units are wrong: at least 1, and perhaps after the end of the text. */
  readonly length: number;
  /** What is the case, without the text. */
  readonly reason: string;

  constructor(what: Reading, text: string, position: number, length: number, reason: string) {
    super(`Cannot read ${shown(text)} as a ${what}: ${reason}`);
    this.name = "NodeSetSyntaxError";
    this.text = text;
    this.position = position;
    this.length = Math.max(1, length);
    this.reason = reason;
  }
}

/** A text as a sentence repeats it: on one line, and not too long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);
}
