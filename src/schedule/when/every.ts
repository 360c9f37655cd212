import { parseDuration } from "../../core/mod.ts";
import { showValue } from "../../job/mod.ts";

/** An interval between the starts of a schedule's jobs. */
export interface Every {
  readonly everyMs: number;
  /** Whether the first one comes at once. */
  readonly isImmediate: boolean;
}

/** Shorter ones would keep a server busy with starting alone. */
const SHORTEST_MS = 100;

/** A hundred years, as for all durations. */
const LONGEST_MS = 36_525 * 86_400_000;

/**
 * Reads an interval: seconds as a number, or a duration as `90s`, `5m` or `1h`. A minus before it means that the first
 * one comes at once.
 *
 * @throws {SyntaxError} where it is none, shorter than 100 ms or longer than 100 years
 */
export function readEvery(value: number | string): Every {
  const text = String(value).trim();
  const isImmediate = text.startsWith("-");
  const everyMs = millisecondsOf(isImmediate ? text.slice(1) : text);
  if (everyMs === null) return refuse(value, "write it in seconds, or like 90s, 5m or 1h");
  if (everyMs < SHORTEST_MS) return refuse(value, "the shortest is 100ms");
  if (everyMs > LONGEST_MS) return refuse(value, "the longest is 36525d");
  return { everyMs, isImmediate };
}

function millisecondsOf(text: string): number | null {
  try {
    return parseDuration(text);
  } catch {
    return null;
  }
}

function refuse(value: number | string, reason: string): never {
  throw new SyntaxError(`Cannot read the interval ${showValue(value)}: ${reason}`);
}
