import { type Clock, RunyardError, isToken, makeJobId, messageOf } from "../core/mod.ts";
import {
  type Item,
  type Job,
  type JobType,
  type KnownGroups,
  type NewItem,
  type ParameterValue,
  type Plan,
  groupTextsOf,
  isEnd,
  itemsOf,
  missingParameters,
  parseParameters,
  withDefaults,
} from "../job/mod.ts";
import type { NodeSet } from "../nodeset/mod.ts";
import type { Store, StoreTransaction } from "../store/mod.ts";
import { changePhase } from "./change-phase.ts";
import type { CreateRequest, ReceivedFile } from "./job-service.ts";
import { planOf } from "./make-plan.ts";
import { durationOf, newJob } from "./new-job.ts";
import { type ReceivedFiles, fileDefault } from "./received-files.ts";
import type { Runner } from "./runner.ts";
import type { SecretBox } from "./secret-box.ts";

/** What an intake works with. The types are asked for anew each time: a reload replaces them. */
export interface IntakeParts {
  readonly store: Store;
  readonly types: () => ReadonlyMap<string, JobType>;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly files: ReceivedFiles;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** The nodes of a text with groups in it. */
  readonly resolveGroups: (text: string) => Promise<NodeSet>;
}

type Values = Readonly<Record<string, ParameterValue>>;

/** How jobs come to be and are run: what was sent is checked, stored, and frozen into a plan. */
export class JobIntake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Creates a job, PENDING or, with `run`, QUEUED at once. */
  async create(request: CreateRequest): Promise<Job> {
    const { store, files, clock } = this.#parts;
    const type = this.type(request.type);
    const id = makeJobId();
    const values = this.#parse(type, request.parameters, request.files);
    // What can't be run is refused before anything is kept.
    const planned = request.run ? await this.#plan(type, values) : undefined;
    const parameters = await files.give(id, planned?.values ?? values);
    const now = clock.now();
    const job = {
      ...newJob(id, type, parameters, request, now),
      executionDurationSeconds: durationOf(type, request),
    };
    return this.#orTakeBack(parameters, () =>
      store.transact(async (tx) => {
        const created = await tx.insertJob(job, now);
        if (planned === undefined) return created;
        if (await isHeld(tx, type)) return changePhase(tx, created, "HELD", now);
        return this.#enqueue(tx, created, type, itemsOf(type, parameters, planned.groups), now);
      }),
    );
  }

  /** PENDING or HELD → QUEUED, or HELD while its type is; a job that is on its way stays as it is. */
  async run(id: string): Promise<Job> {
    const { store, clock } = this.#parts;
    const known = await knownJob(store, id);
    const groups = isWaiting(known)
      ? await this.#groupsOf(this.type(known.type), known.parameters)
      : new Map();
    return store.transact(async (tx) => {
      const job = await knownJob(tx, id);
      if (!isWaiting(job)) return alreadyRunning(job);
      const type = this.type(job.type);
      const { values } = this.#planWith(type, job.parameters, groups);
      const items = itemsOf(type, values, groups);
      if (await isHeld(tx, type))
        return job.phase === "HELD" ? job : changePhase(tx, job, "HELD", clock.now());
      return this.#enqueue(tx, { ...job, parameters: values }, type, items, clock.now());
    });
  }

  /** Replaces parameters of a PENDING job. */
  async setParameters(
    id: string,
    texts: CreateRequest["parameters"],
    received: readonly ReceivedFile[],
  ): Promise<Job> {
    const { store, files, clock } = this.#parts;
    const known = await knownJob(store, id);
    const values = await files.give(id, this.#parse(this.type(known.type), texts, received));
    const change = async (tx: StoreTransaction): Promise<Job> => {
      const job = pending(await knownJob(tx, id), "parameters");
      const next = { ...job, parameters: { ...job.parameters, ...values } };
      await tx.saveJob(next);
      await tx.append({ job: id, at: clock.now(), change: { kind: "changed", what: "parameters" } });
      return next;
    };
    return this.#orTakeBack(values, () => store.transact(change));
  }

  /** A new job of what failed in one that has ended, queued; of all its items where none failed. */
  async retry(id: string, owner: string | null): Promise<Job> {
    const { store, files, clock } = this.#parts;
    const old = await knownJob(store, id);
    if (!isEnd(old.phase))
      throw new RunyardError("not-allowed", `Cannot retry job "${id}": it is ${old.phase} and has not ended`);
    const type = this.type(old.type);
    const failed = await store.items(id, { phase: "failed" });
    const newId = makeJobId();
    const { values, groups } = await this.#plan(type, old.parameters);
    const parameters = await files.share(newId, values);
    const items = itemsAgain(itemsOf(type, parameters, groups), failed);
    const now = clock.now();
    const request = { type: old.type, parameters: {}, files: [], owner, run: true, priority: old.priority };
    const job = newJob(newId, type, parameters, request, now);
    const { runId, executionDurationSeconds } = old;
    return this.#orTakeBack(parameters, () =>
      store.transact(async (tx) => {
        // A held job is run with all its items, and this one has only some.
        if (await isHeld(tx, type))
          throw new RunyardError("held", `Cannot retry job "${id}": its type "${type.name}" is held`);
        const created = await tx.insertJob({ ...job, runId, executionDurationSeconds, retryOf: id }, now);
        return this.#enqueue(tx, created, type, items, now);
      }),
    );
  }

  /** Does what keeps a job's files; where that fails they go again. */
  async #orTakeBack<T>(values: Values, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#parts.files.takeBack(values);
      throw error;
    }
  }

  /** As far as the type allows it: the job that comes back says what is in force. */
  async setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#change(id, "executionDuration", (job) => {
      if (isEnd(job.phase)) {
        throw new RunyardError(
          "not-allowed",
          `Cannot change the execution duration of job "${id}": it has ended and is ${job.phase}`,
        );
      }
      const type = this.#parts.types().get(job.type);
      const asked = { executionDurationSeconds: seconds };
      return { ...job, executionDurationSeconds: type === undefined ? seconds : durationOf(type, asked) };
    });
  }

  async setDestruction(id: string, at: number): Promise<Job> {
    return this.#change(id, "destruction", (job) => {
      if (job.phase !== "ARCHIVED") return { ...job, destructionAt: at };
      throw new RunyardError(
        "not-allowed",
        `Cannot change the destruction of job "${id}": it is past, and the job is ARCHIVED`,
      );
    });
  }

  /** The client's own name of a job, while it is PENDING. */
  async setRunId(id: string, runId: string): Promise<Job> {
    return this.#change(id, "runId", (job) => ({ ...pending(job, "RUNID"), runId }));
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

  /** @throws {RunyardError} `not-found` */
  type(name: string): JobType {
    const type = this.#parts.types().get(name);
    if (type !== undefined) return type;
    const names = [...this.#parts.types().keys()].join(", ");
    throw new RunyardError(
      "not-found",
      `Cannot find the job type "${name}": this server has ${names || "none"}`,
    );
  }

  #parse(type: JobType, texts: CreateRequest["parameters"], received: readonly ReceivedFile[]): Values {
    return parseParameters(type, texts, received, (secret) => this.#parts.secrets.seal(secret));
  }

  /** What will be done, with its groups resolved. @throws {RunyardError} `bad-parameter` where a required parameter is missing */
  async #plan(
    type: JobType,
    given: Values,
  ): Promise<{ readonly values: Values; readonly plan: Plan; readonly groups: KnownGroups }> {
    const groups = await this.#groupsOf(type, given);
    return { ...this.#planWith(type, given, groups), groups };
  }

  /** @throws {RunyardError} `bad-parameter` for a group that is not there, or whose source fails */
  async #groupsOf(type: JobType, given: Values): Promise<KnownGroups> {
    const groups = new Map<string, NodeSet>();
    const values = withDefaults(type, given, fileDefault);
    if (missingParameters(type, values).length > 0) return groups;
    for (const text of groupTextsOf(type, values)) {
      try {
        groups.set(text, await this.#parts.resolveGroups(text));
      } catch (error) {
        throw new RunyardError("bad-parameter", messageOf(error), { cause: error });
      }
    }
    return groups;
  }

  #planWith(
    type: JobType,
    given: Values,
    groups: KnownGroups,
  ): { readonly values: Values; readonly plan: Plan } {
    const values = withDefaults(type, given, fileDefault);
    const missing = missingParameters(type, values);
    if (missing.length > 0) {
      const names = missing.map((name) => `"${name}"`).join(", ");
      const verb = missing.length === 1 ? "is required and was" : "are required and were";
      throw new RunyardError(
        "bad-parameter",
        `Cannot run a job of type "${type.name}": ${names} ${verb} not given`,
      );
    }
    itemsOf(type, values, groups);
    return { values, plan: planOf(type, values, this.#parts.runners) };
  }

  async #enqueue(
    tx: StoreTransaction,
    job: Job,
    type: JobType,
    items: readonly NewItem[],
    at: number,
  ): Promise<Job> {
    const plan = planOf(type, job.parameters, this.#parts.runners);
    await tx.insertItems(job.id, items);
    const queued = await changePhase(tx, job, "QUEUED", at, {
      plan,
      queuedAt: at,
      parameters: job.parameters,
    });
    return (await tx.job(job.id)) ?? queued;
  }
}

/** @throws {RunyardError} `not-found`, for a deleted job too */
export async function knownJob(
  reader: { job(id: string): Promise<Job | undefined> },
  id: string,
): Promise<Job> {
  const job = isToken(id) ? await reader.job(id) : undefined;
  if (job !== undefined && !job.deleted) return job;
  throw new RunyardError("not-found", `Cannot find job "${id.slice(0, 64)}": there is none with this id`);
}

/** @throws {RunyardError} `not-allowed` */
function pending(job: Job, what: string): Job {
  if (job.phase === "PENDING") return job;
  throw new RunyardError(
    "not-allowed",
    `Cannot change the ${what} of job "${job.id}": it is ${job.phase}, not PENDING`,
  );
}

async function isHeld(tx: StoreTransaction, { name }: JobType): Promise<boolean> {
  return (await tx.heldTypes()).includes(name);
}

function isWaiting({ phase }: Job): boolean {
  return phase === "PENDING" || phase === "HELD";
}

function alreadyRunning(job: Job): Job {
  if (!isEnd(job.phase)) return job;
  throw new RunyardError("not-allowed", `Cannot run job "${job.id}": it has ended and is ${job.phase}`);
}

function itemsAgain(items: readonly NewItem[], failed: readonly Item[]): readonly NewItem[] {
  const names = new Set(failed.map((item) => item.name));
  return names.size === 0 ? items : items.filter((item) => names.has(item.name));
}
