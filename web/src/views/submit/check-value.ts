import type { ParameterView } from "../../../../src/server/api.ts";
import { messages } from "../../messages.ts";

const { wants } = messages.submit;
const integerForm = /^[+-]?\d+$/;
const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const truths = ["true", "yes", "1", "false", "no", "0"];
/** Longer ones the server does not try a pattern on. */
const longestTested = 10_000;

/** What is wrong with one text for a parameter, in a sentence; null where the server would take it. */
export function checkValue(spec: ParameterView, text: string): string | null {
  switch (spec.kind) {
    case "integer":
    case "number":
      return isNumber(spec, text.trim()) ? null : wants[spec.kind](rangeOf(spec));
    case "boolean":
      return truths.includes(text.trim().toLowerCase()) ? null : wants.choice("true, false");
    case "choice":
      return spec.choices.includes(text) ? null : wants.choice(spec.choices.join(", "));
    case "string":
    case "secret":
      return checkText(spec, text);
    // The server says what is wrong with a node set while it is typed.
    case "nodeset":
    case "file":
      return null;
  }
}

function isNumber({ kind, minimum, maximum }: ParameterView, text: string): boolean {
  const value = (kind === "integer" ? integerForm : numberForm).test(text) ? Number(text) : Number.NaN;
  const fits = kind === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  return fits && value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
}

function rangeOf({ minimum, maximum }: ParameterView): string {
  if (minimum !== null && maximum !== null) return wants.fromTo(minimum, maximum);
  if (minimum !== null) return wants.atLeast(minimum);
  return maximum === null ? "" : wants.atMost(maximum);
}

function checkText({ maxLength, pattern }: ParameterView, text: string): string | null {
  if (maxLength !== null && Array.from(text).length > maxLength) return wants.shorter(maxLength);
  if (pattern === null) return null;
  if (text.length > longestTested) return wants.shorter(longestTested);
  return new RegExp(`^(?:${pattern})$`, "u").test(text) ? null : wants.pattern(pattern);
}
