import { z } from "zod";
import { parseSize } from "../core/mod.ts";
import { showValue } from "./show-value.ts";

/** A size as it is written (`200MB`, `1GiB`, a bare number of bytes) → bytes. */
export const sizeSchema: z.ZodType<number> = z.unknown().transform((input, context) => {
  const bytes = bytesOf(input);
  if (Number.isSafeInteger(bytes)) return bytes;
  context.addIssue({ code: "custom", message: `expected a size like 200MB, found ${showValue(input)}` });
  return z.NEVER;
});

function bytesOf(input: unknown): number {
  if (typeof input !== "string" && typeof input !== "number") return Number.NaN;
  try {
    return parseSize(input);
  } catch {
    return Number.NaN;
  }
}
