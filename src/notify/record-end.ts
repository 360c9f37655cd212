import type { MailSettings } from "../config/mod.ts";
import { type Clock, makeToken, systemClock } from "../core/mod.ts";
import type { Job } from "../job/mod.ts";
import type { Store, StoreTransaction } from "../store/mod.ts";
import type { JobEnd } from "./ends-of-jobs.ts";
import { type Series, factsOf } from "./facts.ts";
import { type NewNotice, addNotice } from "./outbox.ts";
import { type FindSubject, type Subject, keyOf } from "./subject.ts";

/** What recording works with. */
export interface RecordParts {
  readonly store: Store;
  readonly findSubject: FindSubject;
  readonly mail: () => MailSettings | null;
  readonly secretsOf: (job: Job) => readonly string[];
  readonly clock?: Clock;
}

/** The name under which the store knows up to which event all is recorded. */
export const cursorName = "cursor";

/**
 * Writes what somebody is to be told of a job's end into the outbox, with the cursor in one transaction: an end is told
 * of once, however often it is recorded.
 *
 * @returns whether there is something to be told
 */
export async function recordEnd(end: JobEnd, parts: RecordParts): Promise<boolean> {
  const job = await parts.store.job(end.job);
  const subject = job === undefined ? null : parts.findSubject(job);
  if (job === undefined || subject === null) return false;
  // Somebody asked for this end: it is neither a failure nor a success.
  if (end.phase === "ABORTED" && job.error === null) return false;
  const isFailure = end.phase !== "COMPLETED";
  const known = (await parts.store.notifyState(seriesName(subject))) as Series | undefined;
  // Most jobs end like this, and cost no transaction.
  if (!isFailure && known === undefined && !subject.rules.success) return false;
  const series = isFailure ? nextOf(known, end.at) : (known ?? nextOf(undefined, end.at));
  const kinds = kindsOf(isFailure, known !== undefined, subject);
  return parts.store.transact(async (tx) => {
    const cursor = (await tx.notifyState(cursorName)) as number | undefined;
    if (cursor !== undefined && cursor >= end.sequence) return false;
    await tx.setNotifyState(seriesName(subject), isFailure ? series : null);
    await tx.setNotifyState(cursorName, end.sequence);
    await addAll(tx, kinds, { end, job, subject, series }, parts);
    return kinds.length > 0;
  });
}

/** The name under which the store knows a subject's row of failures. */
export function seriesName(subject: Subject): string {
  return `series ${keyOf(subject)}`;
}

/** The row with one failure more. */
export function nextOf(known: Series | undefined, at: number): Series {
  return known === undefined
    ? { failures: 1, since: at, thread: makeToken() }
    : { ...known, failures: known.failures + 1 };
}

function kindsOf(isFailure: boolean, wasFailing: boolean, { rules }: Subject): readonly NewNotice["kind"][] {
  if (isFailure) return rules.failure ? ["failure"] : [];
  return [
    ...(wasFailing && rules.failure && rules.recovery ? (["recovery"] as const) : []),
    ...(rules.success ? (["success"] as const) : []),
  ];
}

async function addAll(
  tx: StoreTransaction,
  kinds: readonly NewNotice["kind"][],
  about: { readonly end: JobEnd; readonly job: Job; readonly subject: Subject; readonly series: Series },
  parts: RecordParts,
): Promise<void> {
  const { end, job, subject, series } = about;
  if (kinds.length === 0) return;
  const facts = { ...factsOf(job, subject, series, parts.secretsOf(job)), phase: end.phase };
  await addToAll(tx, kinds, { subject, facts }, parts);
}

/** Adds notices for all whom a subject names. */
export async function addToAll(
  tx: StoreTransaction,
  kinds: readonly NewNotice["kind"][],
  { subject, facts }: { readonly subject: Subject; readonly facts: NewNotice["facts"] },
  { mail, clock = systemClock }: Pick<RecordParts, "mail" | "clock">,
): Promise<void> {
  const targets = new Set([...(subject.rules.to ?? mail()?.to ?? []), ...subject.rules.webhook]);
  // Not when the job ended: what nobody was there to tell for a week is news all the same.
  const at = clock.now();
  for (const kind of kinds)
    for (const target of targets) await addNotice(tx, { target, subject: keyOf(subject), kind, at, facts });
}
