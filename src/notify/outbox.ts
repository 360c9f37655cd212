import type { KeptNotice, StoreTransaction } from "../store/mod.ts";
import type { Facts } from "./facts.ts";

/** What somebody is to be told. */
export interface Notice extends KeptNotice {
  readonly facts: Facts;
}

/** A notice of one event. */
export type NewNotice = Pick<Notice, "target" | "subject" | "kind" | "at" | "facts">;

/** Adds a notice. One that waits already, about the same, goes into it; one that was refused is tried once more with it. */
export async function addNotice(tx: StoreTransaction, notice: NewNotice): Promise<void> {
  const waiting = await tx.notice(notice.target, notice.subject, notice.kind);
  await tx.saveNotice({
    ...notice,
    count: (waiting?.count ?? 0) + 1,
    firstAt: waiting?.firstAt ?? notice.at,
    refusal: null,
  });
}

/** Takes what was told out of the outbox; what was added to it meanwhile stays. */
export async function removeTold(tx: StoreTransaction, told: Notice): Promise<void> {
  const now = await tx.notice(told.target, told.subject, told.kind);
  if (now === undefined) return;
  if (now.count <= told.count) await tx.removeNotice(told);
  else await tx.saveNotice({ ...now, count: now.count - told.count, firstAt: told.at });
}

/** Keeps why a notice was refused; with what was added meanwhile, it is tried once more. */
export async function keepRefusal(tx: StoreTransaction, refused: Notice, refusal: string): Promise<void> {
  const now = await tx.notice(refused.target, refused.subject, refused.kind);
  if (now !== undefined && now.count <= refused.count) await tx.saveNotice({ ...now, refusal });
}
