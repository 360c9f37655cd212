import { z } from "zod";
import { showValue } from "./show-value.ts";

/** The longest address that a mail server takes (RFC 5321 §4.5.3.1.3, without the brackets). */
const LONGEST = 254;

/** A mail address alone, without a name: nothing in it ends a header or begins another one. */
export const mailAddressSchema: z.ZodType<string> = z.string().refine((text) => isMailAddress(text), {
  error: ({ input }) => `expected a mail address like ops@example.org, found ${showValue(input)}`,
});

/** Whether a text is a mail address: `NAME@HOST`, both without quotes, spaces and control characters. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= LONGEST &&
    /^[^\s\p{C}@<>"(),:;\\[\]-][^\s\p{C}@<>"(),:;\\[\]]*@[\p{L}\p{N}.-]+$/u.test(text)
  );
}
