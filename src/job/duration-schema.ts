import { z } from "zod";
import { parseDuration } from "../core/mod.ts";
import { showValue } from "./show-value.ts";

/** A hundred years: longer ones leave the instants that can be written. */
const LONGEST_MS = 36_525 * 86_400_000;

/** A duration as it is written (`10m`, `1h30m`, a bare number of seconds) → milliseconds. */
export const durationSchema: z.ZodType<number> = z.unknown().transform((input, context) => {
  const milliseconds = millisecondsOf(input);
  if (milliseconds >= 0 && milliseconds <= LONGEST_MS) return milliseconds;
  const expected = milliseconds > LONGEST_MS ? "a duration of at most 36525d" : "a duration like 10m";
  context.addIssue({ code: "custom", message: `expected ${expected}, found ${showValue(input)}` });
  return z.NEVER;
});

function millisecondsOf(input: unknown): number {
  if (typeof input !== "string" && typeof input !== "number") return Number.NaN;
  try {
    return parseDuration(input);
  } catch {
    return Number.NaN;
  }
}
