import { z } from "zod";
import { mailAddressSchema } from "./mail-address.ts";
import { showValue } from "./show-value.ts";
import { sizeSchema } from "./size-schema.ts";

/** Who is told what of the jobs of a type, or of a schedule. */
export interface NotifyRules {
  readonly failure: boolean;
  /** Whether it is told when the first one succeeds after a failure. */
  readonly recovery: boolean;
  /** Whether each success is told, with its output. */
  readonly success: boolean;
  /** Mail addresses; null: those that `mail:` names. */
  readonly to: readonly string[] | null;
  /** Web addresses that get a POST. */
  readonly webhook: readonly string[];
  /** How much output comes with a mail as attachments. */
  readonly attachLimitBytes: number;
}

/** A mail server seldom takes more than 25 MB, and base64 makes a third more of it. */
const MOST_ATTACHED_BYTES = 10_000_000;

const webhookSchema = z.string().refine(isWebhook, {
  // The address may have a token in it: it is not told.
  error: "expected an address like https://chat.example.org/hooks/42, without a name and a password",
});

const rulesSchema = z.strictObject({
  failure: z.boolean().default(true),
  recovery: z.boolean().default(true),
  success: z.boolean().default(false),
  to: z.union([mailAddressSchema.transform((one) => [one]), z.array(mailAddressSchema).max(100)]).optional(),
  webhook: z.union([webhookSchema.transform((one) => [one]), z.array(webhookSchema).max(100)]).default([]),
  attach_limit: sizeSchema
    .refine((bytes) => bytes <= MOST_ATTACHED_BYTES, {
      error: ({ input }) => `expected a size of at most 10MB, found ${showValue(input)}`,
    })
    .default(1_000_000),
});

/** The schema of `notify:`: false, true for failures and recoveries, or what is told to whom. Null is nothing to nobody. */
export const notifySchema: z.ZodType<NotifyRules | null> = z
  .union([z.boolean(), rulesSchema])
  .transform((written) => {
    if (written === false) return null;
    const {
      to,
      attach_limit: attachLimitBytes,
      ...rules
    } = written === true ? rulesSchema.parse({}) : written;
    return { ...rules, to: to ?? null, attachLimitBytes };
  });

/** What `notify: true` means: failures and recoveries, to those that `mail:` names. */
export const usualNotifyRules: NotifyRules = {
  failure: true,
  recovery: true,
  success: false,
  to: null,
  webhook: [],
  attachLimitBytes: 1_000_000,
};

function isWebhook(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && ["http:", "https:"].includes(url.protocol) && url.username + url.password === ""
  );
}
