import { z } from "zod";
import { sizeSchema } from "../job/mod.ts";
import type { OwnerLimits, OwnerShare } from "../run/mod.ts";

/** The part `limits:` of the file as it is written: for every owner, and for those who have others. */
export interface WrittenLimits extends WrittenShare {
  readonly owners: Readonly<Record<string, WrittenShare>>;
}

interface WrittenShare {
  readonly running?: number | undefined;
  readonly queued?: number | undefined;
  readonly stored?: number | undefined;
}

const count = z.int().min(1).max(1_000_000_000);
const shareKeys = { running: count.optional(), queued: count.optional(), stored: sizeSchema.optional() };

/** The schema of `limits:`. */
export const ownerLimitsSchema: z.ZodType<WrittenLimits> = z.strictObject({
  ...shareKeys,
  owners: z.record(z.string(), z.strictObject(shareKeys)).default({}),
});

/** What was written, as the supervisor takes it: a number that is left out is no limit. */
export function ownerLimitsOf({ owners, ...every }: WrittenLimits): OwnerLimits {
  const rest = shareOf(every);
  const own = Object.entries(owners).map(
    ([name, written]) => [name, { ...rest, ...given(shareOf(written)) }] as const,
  );
  return { every: rest, owners: new Map(own) };
}

function shareOf({ running, queued, stored }: WrittenShare): OwnerShare {
  return { running: running ?? null, queued: queued ?? null, storedBytes: stored ?? null };
}

function given(share: OwnerShare): Partial<OwnerShare> {
  return Object.fromEntries(Object.entries(share).filter(([, limit]) => limit !== null));
}
