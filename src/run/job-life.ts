import { type Clock, RunyardError } from "../core/mod.ts";
import { type Job, isEnd } from "../job/mod.ts";
import type { LiveAttempt, Store, StoreTransaction } from "../store/mod.ts";
import type { StopReason } from "./agent-protocol.ts";
import { durationError } from "./conclude-job.ts";
import { changePhase } from "./change-phase.ts";
import { knownJob } from "./job-intake.ts";
import type { OwnerShares } from "./owner-shares.ts";
import { removeJob } from "./remove-job.ts";
import type { ResultFiles } from "./result-files.ts";

/** Has an attempt's agent begin its end. */
export type StopAttempt = (attempt: LiveAttempt, reason: StopReason) => void;

/** What the life of jobs works with. */
export interface LifeParts {
  readonly store: Store;
  readonly files: ResultFiles;
  readonly shares: Pick<OwnerShares, "noteFreed">;
  readonly clock: Clock;
  readonly stopAttempt: StopAttempt;
  /** Whether jobs of a type are archived at their destruction. */
  readonly keepsArchive: (type: string) => boolean;
}

/** Jobs looked at in one go. */
const BATCH = 100;

/** How jobs are suspended, and brought to an end: by request, at the end of their time, and at destruction. */
export class JobLife {
  readonly #store: Store;
  readonly #files: ResultFiles;
  readonly #shares: LifeParts["shares"];
  readonly #clock: Clock;
  readonly #stopAttempt: StopAttempt;
  readonly #keepsArchive: (type: string) => boolean;

  constructor({ store, files, shares, clock, stopAttempt, keepsArchive }: LifeParts) {
    this.#store = store;
    this.#files = files;
    this.#shares = shares;
    this.#clock = clock;
    this.#stopAttempt = stopAttempt;
    this.#keepsArchive = keepsArchive;
  }

  /** → ABORTED, with its end time, in the same moment; its processes follow. A job that has ended stays as it is. */
  async abort(id: string): Promise<Job> {
    const { job, live } = await this.#store.transact(async (tx) => {
      const known = await knownJob(tx, id);
      if (known.phase === "ARCHIVED")
        throw new RunyardError("not-allowed", `Cannot abort job "${id}": it is archived`);
      return this.#end(tx, known, {});
    });
    for (const attempt of live) this.#stopAttempt(attempt, "aborted");
    return job;
  }

  /** EXECUTING → SUSPENDED. @throws {RunyardError} `not-allowed` in any other phase */
  async suspend(id: string): Promise<Job> {
    return this.#store.transact(async (tx) => {
      const job = await knownJob(tx, id);
      if (job.phase === "SUSPENDED") return job;
      if (job.phase !== "EXECUTING")
        throw new RunyardError(
          "not-allowed",
          `Cannot suspend job "${id}": it is ${job.phase}, and only what is EXECUTING can be suspended`,
        );
      return changePhase(tx, job, "SUSPENDED", this.#clock.now());
    });
  }

  /** SUSPENDED → EXECUTING; no change where it is EXECUTING. @throws {RunyardError} `not-allowed` in any other phase */
  async resume(id: string): Promise<Job> {
    return this.#store.transact(async (tx) => {
      const job = await knownJob(tx, id);
      if (job.phase === "EXECUTING") return job;
      if (job.phase !== "SUSPENDED")
        throw new RunyardError(
          "not-allowed",
          `Cannot resume job "${id}": it is ${job.phase}, and not suspended`,
        );
      return changePhase(tx, job, "EXECUTING", this.#clock.now());
    });
  }

  /** Gone for everybody at once; the row and the folder go when its processes have. */
  async remove(id: string): Promise<void> {
    const { owner, live } = await this.#store.transact(async (tx) => {
      const known = await knownJob(tx, id);
      const { job, live: attempts } = await this.#end(tx, known, {});
      await tx.append({ job: id, at: this.#clock.now(), change: { kind: "deleted" } });
      const isGone = attempts.length === 0 && (await tx.removeJob(id));
      if (!isGone) await tx.saveJob({ ...job, deleted: true });
      return { owner: job.owner, live: attempts };
    });
    this.#shares.noteFreed(owner);
    for (const attempt of live) this.#stopAttempt(attempt, "aborted");
    if (live.length === 0) await removeJob(this.#store, this.#files, id);
  }

  /** Removes deleted jobs of which something is left: their server died meanwhile. */
  async finishRemovals(): Promise<void> {
    const live = new Set((await this.#store.liveAttempts()).map(({ job }) => job));
    for (const id of await this.#store.deletedJobs())
      if (!live.has(id)) await removeJob(this.#store, this.#files, id);
  }

  /** Its results and files go, what is known of it stays (UWS 1.1 §2.1.3); one that has not ended is aborted first. */
  async archive(id: string): Promise<void> {
    let live: readonly LiveAttempt[] | undefined;
    do live = await this.#archiveStep(id);
    while (live === undefined);
    for (const attempt of live) this.#stopAttempt(attempt, "aborted");
    if (live.length === 0) await this.#files.remove(id);
  }

  /** @returns its attempts; undefined where results are left, and it is not archived yet */
  async #archiveStep(id: string): Promise<readonly LiveAttempt[] | undefined> {
    return this.#store.transact(async (tx) => {
      const { job, live } = await this.#end(tx, await knownJob(tx, id), {});
      if (live.length === 0 && !(await tx.removeResults(id))) return undefined;
      if (job.phase !== "ARCHIVED") await changePhase(tx, job, "ARCHIVED", this.#clock.now());
      return live;
    });
  }

  /** Ends what has used up its execution duration, and removes what has reached its destruction. */
  async endDue(): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const due = await this.#store.dueJobs(now, BATCH);
      for (const job of due) {
        if (job.destructionAt !== null && job.destructionAt <= now) await this.#destroy(job);
        else await this.#endDuration(job.id);
      }
      if (due.length < BATCH) return;
    }
  }

  async #destroy({ id, type }: Job): Promise<void> {
    await (this.#keepsArchive(type) ? this.archive(id) : this.remove(id));
  }

  async #endDuration(id: string): Promise<void> {
    const live = await this.#store.transact(async (tx) => {
      const job = await tx.job(id);
      if (job?.phase !== "EXECUTING") return [];
      return (await this.#end(tx, job, { error: durationError(job) })).live;
    });
    for (const attempt of live) this.#stopAttempt(attempt, "duration");
  }

  async #end(
    tx: StoreTransaction,
    job: Job,
    changes: Partial<Job>,
  ): Promise<{ readonly job: Job; readonly live: readonly LiveAttempt[] }> {
    const live = (await tx.liveAttempts()).filter((attempt) => attempt.job === job.id);
    for (const { id } of live) {
      const attempt = await tx.attempt(id);
      if (attempt !== undefined) await tx.saveAttempt({ ...attempt, phase: "ending" });
    }
    if (isEnd(job.phase)) return { job, live };
    return { job: await changePhase(tx, job, "ABORTED", this.#clock.now(), changes), live };
  }
}
