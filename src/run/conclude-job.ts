import { formatDuration } from "../core/mod.ts";
import { type Item, type ItemFailure, type Job, type JobError, isEnd, verdictOf } from "../job/mod.ts";
import type { StoreTransaction } from "../store/mod.ts";
import type { EndReport } from "./agent-protocol.ts";
import { changePhase } from "./change-phase.ts";

/** How many failed items an error tells the end of. */
const FAILURES_NAMED = 5;
/** How many failed items are read for the list of their names. */
const NAMES_LISTED = 1000;
/** How much of an earlier attempt's standard error is quoted from. */
const TAIL_BYTES = 4096;

/**
 * Brings a job to its end after the end of an attempt, where nothing of it is left to do.
 *
 * @param subject what did the work, for the sentences
 */
export async function concludeJob(
  tx: StoreTransaction,
  id: string,
  report: EndReport,
  subject: string | undefined,
): Promise<void> {
  const job = await tx.job(id);
  if (job === undefined || isEnd(job.phase)) return;
  const at = Math.max(report.endedAt, job.startedAt ?? 0);
  if (report.outcome.kind === "duration") {
    await changePhase(tx, job, "ABORTED", at, { error: durationError(job) });
  } else if (job.items.waiting === 0 && job.items.running === 0) {
    const failed = await tx.items(job.id, { phase: "failed", limit: NAMES_LISTED });
    const verdict = verdictOf({
      items: job.items,
      allowFailed: job.plan?.allowFailed ?? null,
      failures: await failuresOf(tx, failed.slice(0, FAILURES_NAMED), report),
      failedNames: failed.map(({ name }) => name),
      ...(subject === undefined ? {} : { subject }),
    });
    const startedAt = job.startedAt ?? report.startedAt;
    // Its last item was done before it could be stopped.
    const wasStopped = job.phase === "SUSPENDED" && verdict.phase === "COMPLETED";
    const ending = wasStopped ? await changePhase(tx, job, "EXECUTING", at) : job;
    await changePhase(tx, ending, verdict.phase, at, { error: verdict.error, startedAt });
  }
}

/** The error summary of a job whose execution duration was used up: it may well do with a longer one. */
export function durationError(job: Job): JobError {
  const message = `The execution duration of ${formatDuration(job.executionDurationSeconds * 1000)} was reached`;
  return { type: "transient", message, detail: message };
}

async function failuresOf(
  tx: StoreTransaction,
  failed: readonly Item[],
  report: EndReport,
): Promise<readonly ItemFailure[]> {
  const failures = failed.map(async (item) => ({
    item,
    outcome: item.outcome ?? report.outcome,
    stderrTail:
      item.attempt === report.attempt && item.stderr === null ? report.errorTail : await storedTail(tx, item),
  }));
  return Promise.all(failures);
}

async function storedTail(tx: StoreTransaction, item: Item): Promise<string> {
  const attempt = item.attempt === null ? undefined : await tx.attempt(item.attempt);
  if (attempt === undefined) return "";
  const end = item.stderr?.to ?? attempt.stderrBytes;
  const from = Math.max(item.stderr?.from ?? 0, end - TAIL_BYTES);
  return Buffer.from(await tx.output(attempt.id, "stderr", from, end - from)).toString("utf8");
}
