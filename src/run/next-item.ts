import { type Attempt, isEnd } from "../job/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";
import type { HandedItem, OutputEnds } from "./agent-protocol.ts";
import { giveItem } from "./claim.ts";

/** The item that an instance host holds, or else the next that waits; null where it is to leave. */
export async function nextItem(
  tx: StoreTransaction,
  attempt: Attempt,
  ends: OutputEnds,
  at: number,
): Promise<HandedItem | null> {
  const job = await tx.job(attempt.job);
  if (job === undefined || job.deleted || attempt.phase === "ending" || isEnd(job.phase)) return null;
  const [held] = await tx.itemsOf(attempt.id);
  const [waiting] = held === undefined ? await tx.items(job.id, { phase: "waiting", limit: 1 }) : [];
  const item = waiting === undefined ? held : await giveItem(tx, job, waiting, attempt.id, at, ends);
  if (waiting !== undefined) await tx.saveAttempt({ ...attempt, itemsTaken: attempt.itemsTaken + 1 });
  return item === undefined ? null : { index: item.index, name: item.name, value: item.value };
}
