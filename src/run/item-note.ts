import type { StoreTransaction } from "../store/mod.ts";
import type { ItemNote } from "./agent-protocol.ts";
import { tryOf } from "./held-items.ts";

/** Keeps what an instance host knows of the item that it does. A late note of another try changes nothing. */
export async function recordNote(
  tx: StoreTransaction,
  { attempt: id, index, try: tryNumber, resultPackage }: ItemNote,
  at: number,
): Promise<void> {
  const attempt = await tx.attempt(id);
  const item = attempt === undefined ? undefined : await tx.item(attempt.job, index);
  if (item === undefined || item.attempt !== id || item.phase !== "running") return;
  if (tryOf(item) !== tryNumber) return;
  await tx.saveItem({ ...item, resultPackage });
  const fraction = resultPackage.progress;
  if (fraction === null || fraction === item.resultPackage?.progress) return;
  await tx.append({ job: item.job, at, change: { kind: "progress", index, name: item.name, fraction } });
}
