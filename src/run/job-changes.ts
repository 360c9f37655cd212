import { type Clock, RunyardError } from "../core/mod.ts";
import { type Job, type JobType, isEnd } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import { knownJob } from "./job-intake.ts";
import { destructionOf, durationOf } from "./new-job.ts";
import { pendingJob } from "./pending-job.ts";

/** What changes of jobs work with. */
export interface ChangeParts {
  readonly store: Store;
  readonly types: () => ReadonlyMap<string, JobType>;
  readonly clock: Clock;
}

/** What of a job may be changed after it was created, beside its phase and its parameters. */
export class JobChanges {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  /** Higher goes first, from the next claim on. */
  async setPriority(id: string, priority: number): Promise<Job> {
    return this.#change(id, "priority", (job) => ({ ...notEnded(job, "priority"), priority }));
  }

  /** How many instances may work on the agenda at once; those that are too many finish what they took. */
  async setInstances(id: string, instances: number): Promise<Job> {
    return this.#change(id, "instances", (job) => {
      const { plan } = notEnded(job, "instances");
      if (plan !== null) return { ...job, plan: { ...plan, instances } };
      throw new RunyardError(
        "not-allowed",
        `Cannot change the instances of job "${id}": it is ${job.phase}, and has none before it is run`,
      );
    });
  }

  /** As far as the type allows it: the job that comes back says what is in force. */
  async setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#change(id, "executionDuration", (job) => {
      const type = this.#parts.types().get(notEnded(job, "execution duration").type);
      const asked = { executionDurationSeconds: seconds };
      return { ...job, executionDurationSeconds: type === undefined ? seconds : durationOf(type, asked) };
    });
  }

  /** As far as the type allows it: the job that comes back says what is in force. */
  async setDestruction(id: string, at: number): Promise<Job> {
    return this.#change(id, "destruction", (job) => {
      const type = this.#parts.types().get(job.type);
      const destructionAt = type === undefined ? at : destructionOf(type, job.createdAt, at);
      if (job.phase !== "ARCHIVED") return { ...job, destructionAt };
      throw new RunyardError(
        "not-allowed",
        `Cannot change the destruction of job "${id}": it is past, and the job is ARCHIVED`,
      );
    });
  }

  /** The client's own name of a job, while it is PENDING. */
  async setRunId(id: string, runId: string): Promise<Job> {
    return this.#change(id, "runId", (job) => ({ ...pendingJob(job, "RUNID"), runId }));
  }

  async #change(id: string, what: string, make: (job: Job) => Job): Promise<Job> {
    const { store, clock } = this.#parts;
    return store.transact(async (tx) => {
      const next = make(await knownJob(tx, id));
      await tx.saveJob(next);
      await tx.append({ job: id, at: clock.now(), change: { kind: "changed", what } });
      return next;
    });
  }
}

function notEnded(job: Job, what: string): Job {
  if (!isEnd(job.phase)) return job;
  throw new RunyardError(
    "not-allowed",
    `Cannot change the ${what} of job "${job.id}": it has ended and is ${job.phase}`,
  );
}
