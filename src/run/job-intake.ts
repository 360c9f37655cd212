import { type Clock, RunyardError, isToken, makeJobId } from "../core/mod.ts";
import {
  type Item,
  type Job,
  type JobType,
  type NewItem,
  type ParameterValue,
  isEnd,
  itemsOf,
} from "../job/mod.ts";
import type { Store, StoreTransaction } from "../store/mod.ts";
import { changePhase } from "./change-phase.ts";
import type { JobPlanner } from "./job-planner.ts";
import type { CreateRequest, ReceivedFile } from "./job-service.ts";
import { type RequestKey, jobOfKey, keyOfRequest, rememberKey } from "./keyed-request.ts";
import { planOf } from "./make-plan.ts";
import { durationOf, newJob } from "./new-job.ts";
import type { OwnerShares } from "./owner-shares.ts";
import { pendingJob } from "./pending-job.ts";
import type { ReceivedFiles } from "./received-files.ts";
import type { Runner } from "./runner.ts";
import { scheduledPlan } from "./scheduled-plan.ts";
import type { SecretBox } from "./secret-box.ts";

/** What an intake works with. */
export interface IntakeParts {
  readonly store: Store;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly files: ReceivedFiles;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly shares: OwnerShares;
}

type Values = Readonly<Record<string, ParameterValue>>;

/** How jobs come to be and are run: what was sent is checked, stored, and frozen into a plan. */
export class JobIntake {
  readonly #parts: IntakeParts;
  readonly #planner: JobPlanner;

  constructor(parts: IntakeParts, planner: JobPlanner) {
    this.#parts = parts;
    this.#planner = planner;
  }

  /** Creates a job, PENDING or, with `run`, QUEUED at once. One that the same request has made already stays the only one. */
  async create(request: CreateRequest): Promise<Job> {
    const { store, files, clock, shares } = this.#parts;
    const key = await keyOfRequest(request, this.#parts.secrets);
    const earlier = await jobOfKey(store, key, clock.now());
    if (earlier !== undefined) {
      await files.drop(request.files);
      return earlier;
    }
    // Behind the key: who asks again for what is there needs no room.
    return shares.taking(request.owner, request.files, () => this.#make(request, key));
  }

  async #make(request: CreateRequest, key: RequestKey | undefined): Promise<Job> {
    const { store, files, clock } = this.#parts;
    const type = openType(this.type(request.type));
    const prepared = await this.prepare(request, type);
    const now = clock.now();
    const made = await this.#orTakeBack(prepared.parameters, () =>
      store.transact(async (tx) => {
        const known = await jobOfKey(tx, key, now);
        if (known !== undefined) return known;
        await this.#parts.shares.checkQueued(tx, request.owner);
        const created = await prepared.insert(tx);
        await rememberKey(tx, key, created);
        return created;
      }),
    );
    // The same request was quicker: the files are there twice.
    if (made.id !== prepared.id) await files.takeBack(prepared.parameters);
    return made;
  }

  /** Reads all that a new job needs, so that it can be inserted in a transaction. */
  async prepare(request: CreateRequest, type: JobType = this.type(request.type)): Promise<PreparedJob> {
    const { files, clock } = this.#parts;
    const id = makeJobId();
    const values = this.#planner.parse(type, request.parameters, request.files);
    // What can't be run is refused before anything is kept.
    const planned = request.run ? await this.#planner.plan(type, values) : undefined;
    const parameters = await files.give(id, planned?.values ?? values);
    const now = clock.now();
    const job = {
      ...newJob(id, type, parameters, request, now),
      executionDurationSeconds: durationOf(type, request),
    };
    const insert = async (tx: StoreTransaction): Promise<Job> => {
      const created = await tx.insertJob(job, now);
      if (planned === undefined) return created;
      if (await isHeld(tx, type)) return changePhase(tx, created, "HELD", now);
      return this.#enqueue(tx, created, type, itemsOf(type, parameters, planned.groups), now);
    };
    return { id, parameters, insert };
  }

  /** Forgets a job that was prepared and not inserted. */
  takeBack({ parameters }: PreparedJob): Promise<void> {
    return this.#parts.files.takeBack(parameters);
  }

  /** PENDING or HELD → QUEUED, or HELD while its type is; a job that is on its way stays as it is. */
  async run(id: string): Promise<Job> {
    const { store, clock } = this.#parts;
    const known = await knownJob(store, id);
    const groups = isWaiting(known)
      ? await this.#planner.groupsOf(this.type(known.type), known.parameters)
      : new Map();
    return store.transact(async (tx) => {
      const job = await knownJob(tx, id);
      if (!isWaiting(job)) return alreadyRunning(job);
      const type = this.type(job.type);
      const { values } = this.#planner.planWith(type, job.parameters, groups);
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
    const values = await files.give(id, this.#planner.parse(this.type(known.type), texts, received));
    const change = async (tx: StoreTransaction): Promise<Job> => {
      const job = pendingJob(await knownJob(tx, id), "parameters");
      const next = { ...job, parameters: { ...job.parameters, ...values } };
      await tx.saveJob(next);
      await tx.append({ job: id, at: clock.now(), change: { kind: "changed", what: "parameters" } });
      return next;
    };
    return this.#orTakeBack(values, () => store.transact(change));
  }

  /** A new job of what one that has ended has not done, queued; of all its items where it has done them all. */
  async retry(id: string, owner: string | null): Promise<Job> {
    const { store, files, clock } = this.#parts;
    const old = await knownJob(store, id);
    if (!isEnd(old.phase))
      throw new RunyardError("not-allowed", `Cannot retry job "${id}": it is ${old.phase} and has not ended`);
    const type = openType(this.type(old.type));
    const all = await store.items(id);
    const left = all.filter(({ phase }) => phase !== "complete");
    const newId = makeJobId();
    const { values, groups } = await this.#planner.plan(type, old.parameters);
    const parameters = await files.share(newId, values);
    const items = itemsAgain(itemsOf(type, parameters, groups), left.length > 0 ? left : all);
    const now = clock.now();
    const request = { type: old.type, parameters: {}, files: [], owner, run: true, priority: old.priority };
    const job = newJob(newId, type, parameters, request, now);
    const { runId, executionDurationSeconds } = old;
    return this.#orTakeBack(parameters, () =>
      store.transact(async (tx) => {
        // A held job is run with all its items, and this one has only some.
        if (await isHeld(tx, type))
          throw new RunyardError("held", `Cannot retry job "${id}": its type "${type.name}" is held`);
        await this.#parts.shares.checkQueued(tx, owner);
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

  /** @throws {RunyardError} `not-found` */
  type(name: string): JobType {
    return this.#planner.type(name);
  }

  async #enqueue(
    tx: StoreTransaction,
    job: Job,
    type: JobType,
    items: readonly NewItem[],
    at: number,
  ): Promise<Job> {
    const plan = await scheduledPlan(tx, job.id, planOf(type, job.parameters, this.#parts.runners));
    await tx.insertItems(job.id, items);
    const queued = await changePhase(tx, job, "QUEUED", at, {
      plan,
      queuedAt: at,
      parameters: job.parameters,
    });
    return (await tx.job(job.id)) ?? queued;
  }
}

/** A job that is not inserted yet. */
export interface PreparedJob {
  readonly id: string;
  readonly parameters: Values;
  /** Inserts it, QUEUED or HELD where it is to run. */
  insert(tx: StoreTransaction): Promise<Job>;
}

/** The type, where anybody may submit it. @throws {RunyardError} `not-allowed` for the work of a schedule */
function openType(type: JobType): JobType {
  if (type.schedule === null) return type;
  const { id } = type.schedule;
  throw new RunyardError(
    "not-allowed",
    `Cannot create a job of type "${type.name}": it is the work of a schedule, which "runyard execute ${id}" runs`,
  );
}

/** @throws {RunyardError} `not-found`, for a deleted job too */
export async function knownJob(
  reader: { job(id: string): Promise<Job | undefined> },
  id: string,
): Promise<Job> {
  const job = isToken(id) ? await reader.job(id) : undefined;
  if (job !== undefined && !job.deleted) return job;
  throw noSuchJob(id);
}

/** What is said of a job that is not there, or that is none of the asker's business. */
export function noSuchJob(id: string): RunyardError {
  return new RunyardError("not-found", `Cannot find job "${id.slice(0, 64)}": there is none with this id`);
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

/** Those of a job's items that are done again, with those that were appended when it ran. */
function itemsAgain(items: readonly NewItem[], last: readonly Item[]): readonly NewItem[] {
  if (last.length === 0) return items;
  const [known, again] = [items, last].map((some) => new Set(some.map(({ name }) => name)));
  const appended = last.filter(({ name }) => known?.has(name) === false);
  return [
    ...items.filter(({ name }) => again?.has(name)),
    ...appended.map(({ name, value }) => ({ name, value })),
  ];
}
