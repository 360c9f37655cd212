import { type Attempt, type Item, isEnd } from "../job/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";
import type { HandedItem, OutputEnds } from "./agent-protocol.ts";
import { giveItem } from "./claim.ts";

/** What an instance host asks for. */
export interface ItemsAsked {
  readonly ends: OutputEnds;
  /** So many items it may hold at once. */
  readonly hold: number;
}

/** Which try of an item is under way, or comes next. */
export function tryOf(item: Pick<Item, "failures" | "losses">): number {
  return item.failures + item.losses;
}

/** The items that an instance host holds, with as many more as it may have; none where it is to leave. */
export async function heldItems(
  tx: StoreTransaction,
  attempt: Attempt,
  { ends, hold }: ItemsAsked,
  at: number,
): Promise<readonly HandedItem[]> {
  const job = await tx.job(attempt.job);
  if (job === undefined || job.deleted || attempt.phase === "ending" || isEnd(job.phase)) return [];
  const held: Item[] = [...(await tx.itemsOf(attempt.id))];
  const room = hold - held.length;
  const waiting = room > 0 ? await tx.items(job.id, { phase: "waiting", limit: room }) : [];
  // Where several run at once, their parts of the output are known when they end.
  for (const item of waiting)
    held.push(await giveItem(tx, job, item, attempt.id, at, hold === 1 ? ends : null));
  const dismissed = held.length === 0;
  if (waiting.length > 0 || dismissed)
    await tx.saveAttempt({ ...attempt, itemsTaken: attempt.itemsTaken + waiting.length, dismissed });
  return held.map((item) => ({ index: item.index, try: tryOf(item), name: item.name, value: item.value }));
}
