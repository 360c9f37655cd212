import { type Item, type Job, type Outcome, isSuccess } from "../job/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";

/** Ends that say nothing of the item itself: its instance, or its interpreter, was lost, or could not work. */
const lossKinds: ReadonlySet<Outcome["kind"]> = new Set(["lost", "crashed", "unable"]);

/** How one item of an attempt went. */
export interface ItemEnd {
  readonly outcome: Outcome;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly stdout: Item["stdout"];
  readonly stderr: Item["stderr"];
  readonly result: unknown;
  readonly resultPackage: Item["resultPackage"];
}

/**
 * Records an item's end once: complete, waiting for another try, or failed after its last.
 *
 * A failure of the work counts against `retry.item`, the loss of its instance or its interpreter against `retry.instance`; what was handed
 * out and never started counts against neither.
 */
export async function endItem(tx: StoreTransaction, job: Job, item: Item, end: ItemEnd): Promise<Item> {
  const isLoss = lossKinds.has(end.outcome.kind);
  const isFailure = !isSuccess(end.outcome) && !isLoss && end.outcome.kind !== "not-started";
  const counted = {
    failures: item.failures + (isFailure ? 1 : 0),
    losses: item.losses + (isLoss ? 1 : 0),
  };
  const next: Item = { ...item, ...end, ...counted, phase: phaseAfter(job, end.outcome, counted) };
  await tx.saveItem(next);
  if (job.plan?.hasAgenda === true) {
    const { index, name } = item;
    const change = { kind: "item", index, name, from: item.phase, to: next.phase } as const;
    await tx.append({ job: job.id, at: end.endedAt, change });
  }
  return next;
}

function phaseAfter(job: Job, outcome: Outcome, counted: Pick<Item, "failures" | "losses">): Item["phase"] {
  if (isSuccess(outcome)) return "complete";
  const retry = job.plan?.retry ?? { item: 0, instance: 0 };
  const triesLeft = counted.failures <= retry.item && counted.losses <= retry.instance;
  return triesLeft && mayHelp(outcome) ? "waiting" : "failed";
}

/** A program that is missing will be missing again, and what passed a limit will pass it again. */
function mayHelp(outcome: Outcome): boolean {
  if (outcome.kind === "launch") return outcome.reason === "folder";
  return outcome.kind !== "output-limit" && outcome.kind !== "duration" && outcome.kind !== "aborted";
}
