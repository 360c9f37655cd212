import { formatInstant } from "../core/mod.ts";
import { type Firing, type Job, type ScheduleState, isEnd } from "../job/mod.ts";
import type { StoreReader, StoreTransaction } from "../store/mod.ts";
import type { FiringResult } from "./firing-request.ts";
import type { PreparedJob } from "./job-intake.ts";

/** Inserts the job of a firing that is written already, and closes the guard. */
export async function startJob(
  tx: StoreTransaction,
  state: ScheduleState,
  prepared: PreparedJob,
): Promise<Job> {
  await tx.saveScheduleState({ ...state, lastJob: prepared.id, isOpen: true });
  return prepared.insert(tx);
}

/** Writes a firing that has no job, or none yet. */
export async function recordFiring(tx: StoreTransaction, firing: Firing): Promise<FiringResult> {
  await writeFiring(tx, firing);
  return { firing, job: null };
}

/** Writes a firing in place of what a clock that was ahead had recorded as missed, where there is such a row. */
export async function writeFiring(tx: StoreTransaction, firing: Firing): Promise<void> {
  const before = await tx.firing(firing.schedule, firing.due);
  await (before === undefined ? tx.insertFiring(firing) : tx.saveFiring(firing));
}

/** Writes a firing that is skipped: those that follow each other are one row that counts them. */
export async function recordSkip(tx: StoreTransaction, firing: Firing): Promise<FiringResult> {
  const [last] = await tx.firings(firing.schedule, 1);
  const goesOn =
    last?.decision === "skipped" && last.reason === firing.reason && !last.isManual && !firing.isManual;
  if (!goesOn) {
    const job = jobOfReason(firing);
    if (job !== null)
      await noteTo(
        tx,
        job,
        `Its schedule was due again at ${formatInstant(firing.due)}, while it still ran`,
        firing.at,
      );
    return recordFiring(tx, firing);
  }
  const longer = { ...last, until: firing.due, count: last.count + 1, at: firing.at };
  await tx.saveFiring(longer);
  return { firing: longer, job: null };
}

/** Why a firing is skipped, by what is in its way. */
export function skipReason({ lastJob }: ScheduleState, oneWaits: boolean): string {
  return oneWaits ? "One that was due before it waits for its turn" : `Job ${lastJob} of it has not ended`;
}

/** Tells those who watch a job that is under way something of its schedule. */
export async function noteTo(tx: StoreTransaction, id: string, message: string, at: number): Promise<void> {
  const job = await tx.job(id);
  if (job !== undefined && !job.deleted && !isEnd(job.phase))
    await tx.append({ job: id, at, change: { kind: "note", message } });
}

/** The first instant from one on that no firing of the schedule has. */
export async function freeInstant(tx: StoreReader, schedule: string, from: number): Promise<number> {
  let due = from;
  while ((await tx.firing(schedule, due)) !== undefined) due++;
  return due;
}

function jobOfReason({ reason }: Firing): string | null {
  return /^Job (\S+) of it has not ended$/.exec(reason ?? "")?.[1] ?? null;
}
