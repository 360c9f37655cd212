import { z } from "zod";
import { isToken } from "../core/mod.ts";

/** A whole number as it stands in a query. */
export function wholeNumber(
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^-?\d{1,16}$/, "expected a whole number")
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}

/** `true` or `false` as it stands in a query. */
export const truth: z.ZodType<boolean, string> = z
  .enum(["true", "false"])
  .transform((text) => text === "true")
  .pipe(z.boolean());

/** A name that may be given several times. */
export function several<T>(one: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess((given) => [given].flat(), z.array(one));
}

/** The id of a job in an address; what can't be one is not looked up. */
export const jobId: z.ZodType<string, string> = z.string().refine(isToken);

/** The part of an address that every job's route has. */
export const jobParams: z.ZodObject<{ id: typeof jobId }> = z.object({ id: jobId });
