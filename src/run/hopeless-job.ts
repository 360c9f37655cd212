import type { Attempt } from "../job/mod.ts";
import type { StoreReader } from "../store/mod.ts";

/** An instance that takes no item (its file is broken, say) has none that could count its tries: the instances are counted themselves. */
export async function isHopeless(tx: StoreReader, id: string): Promise<boolean> {
  const job = await tx.job(id);
  const attempts = await tx.attempts(id);
  if (job === undefined || job.items.waiting === 0 || attempts.some(({ phase }) => phase !== "ended"))
    return false;
  const last = attempts.findLastIndex(({ itemsTaken }) => itemsTaken > 0);
  const isIdle = ({ outcome, dismissed }: Attempt): boolean => outcome?.kind !== "not-started" && !dismissed;
  const idle = attempts.slice(last + 1).filter(isIdle);
  return idle.length > (job.plan?.retry.instance ?? 0);
}
