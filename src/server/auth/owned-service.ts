import { RunyardError } from "../../core/mod.ts";
import type { Attempt, Item, Job, JobEvent, JobType, Result, UsageSample } from "../../job/mod.ts";
import {
  type CreateRequest,
  type EventQuery,
  type HeldTypes,
  type ItemQuery,
  type JobService,
  type OutputPart,
  type OutputQuery,
  type ReceivedFile,
  type ResultFile,
  type ScheduleService,
  type ServerStatus,
  type WaitOptions,
  noSuchJob,
} from "../../run/mod.ts";
import type { JobQuery, ResultQuery } from "../../store/mod.ts";
import type { Caller } from "./caller.ts";

/** How a job of somebody else's is refused: as one that is not there, or, as UWS 1.1 §6 has it, as forbidden. */
export type ForeignJobs = "hidden" | "forbidden";

/** The service as far as the caller may use it: a user's own jobs, an admin's everything. What is made is the caller's. */
export function ownedService(service: JobService, caller: Caller, foreign: ForeignJobs): JobService {
  return new OwnedService(service, caller, foreign);
}

class OwnedService implements JobService {
  readonly holds: HeldTypes;
  readonly schedules: ScheduleService;
  readonly #service: JobService;
  readonly #caller: Caller;
  readonly #foreign: ForeignJobs;

  constructor(service: JobService, caller: Caller, foreign: ForeignJobs) {
    this.#service = service;
    this.#caller = caller;
    this.#foreign = foreign;
    this.holds = {
      names: () => service.holds.names(),
      hold: (type) => this.#asAdmin(`hold type "${type}"`, () => service.holds.hold(type)),
      release: (type) => this.#asAdmin(`release type "${type}"`, () => service.holds.release(type)),
    };
    this.schedules = this.#ownedSchedules();
  }

  get types(): ReadonlyMap<string, JobType> {
    return this.#service.types;
  }

  receiveFile(...file: Parameters<JobService["receiveFile"]>): Promise<ReceivedFile> {
    return this.#service.receiveFile(...file);
  }

  checkRoom(bytes: number, owner?: string | null): Promise<void> {
    const { name } = this.#caller;
    return this.#service.checkRoom(bytes, this.#isAdmin && owner !== undefined ? owner : name);
  }

  dropFiles(files: readonly ReceivedFile[]): Promise<void> {
    return this.#service.dropFiles(files);
  }

  create(request: CreateRequest): Promise<Job> {
    return this.#service.create({ ...request, owner: this.#caller.name });
  }

  run(id: string): Promise<Job> {
    return this.#with(id, () => this.#service.run(id));
  }

  abort(id: string): Promise<Job> {
    return this.#with(id, () => this.#service.abort(id));
  }

  suspend(id: string): Promise<Job> {
    return this.#with(id, () => this.#service.suspend(id));
  }

  resume(id: string): Promise<Job> {
    return this.#with(id, () => this.#service.resume(id));
  }

  retry(id: string): Promise<Job> {
    return this.#with(id, () => this.#service.retry(id, this.#caller.name));
  }

  remove(id: string): Promise<void> {
    return this.#with(id, () => this.#service.remove(id));
  }

  setParameters(...change: Parameters<JobService["setParameters"]>): Promise<Job> {
    return this.#with(change[0], () => this.#service.setParameters(...change));
  }

  setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#with(id, () => this.#service.setExecutionDuration(id, seconds));
  }

  setDestruction(id: string, at: number): Promise<Job> {
    return this.#with(id, () => this.#service.setDestruction(id, at));
  }

  setPriority(id: string, priority: number): Promise<Job> {
    return this.#with(id, () => this.#service.setPriority(id, priority));
  }

  setInstances(id: string, instances: number): Promise<Job> {
    return this.#with(id, () => this.#service.setInstances(id, instances));
  }

  appendItems(id: string, items: string): Promise<Job> {
    return this.#with(id, () => this.#service.appendItems(id, items));
  }

  setRunId(id: string, runId: string): Promise<Job> {
    return this.#with(id, () => this.#service.setRunId(id, runId));
  }

  quote(job: Job): Promise<number | null> {
    return this.#service.quote(job);
  }

  job(id: string): Promise<Job> {
    return this.#own(id);
  }

  async jobs(query: JobQuery): Promise<readonly Job[]> {
    if (this.#isAdmin) return this.#service.jobs(query);
    const { name } = this.#caller;
    return query.owner !== undefined && query.owner !== name
      ? []
      : this.#service.jobs({ ...query, owner: name });
  }

  items(id: string, query?: ItemQuery): Promise<readonly Item[]> {
    return this.#with(id, () => this.#service.items(id, query));
  }

  attempts(id: string): Promise<readonly Attempt[]> {
    return this.#with(id, () => this.#service.attempts(id));
  }

  usage(id: string, attempt: string): Promise<readonly UsageSample[]> {
    return this.#with(id, () => this.#service.usage(id, attempt));
  }

  results(id: string, query?: ResultQuery): Promise<readonly Result[]> {
    return this.#with(id, () => this.#service.results(id, query));
  }

  resultFile(id: string, result: string): Promise<ResultFile> {
    return this.#with(id, () => this.#service.resultFile(id, result));
  }

  whyWaiting(job: Job): Promise<string | null> {
    return this.#service.whyWaiting(job);
  }

  wait(id: string, options: WaitOptions): Promise<Job> {
    return this.#with(id, () => this.#service.wait(id, options));
  }

  async *events(options: EventQuery): AsyncGenerator<JobEvent, void> {
    for await (const event of this.#service.events(options)) {
      if (this.#isAdmin || event.owner === this.#caller.name) yield event;
    }
  }

  lastEvent(): Promise<number> {
    return this.#service.lastEvent();
  }

  firstEvent(): Promise<number> {
    return this.#service.firstEvent();
  }

  output(id: string, query: OutputQuery & { readonly length: number }): Promise<OutputPart> {
    return this.#with(id, () => this.#service.output(id, query));
  }

  async *follow(
    id: string,
    query: OutputQuery & { readonly signal: AbortSignal },
  ): AsyncGenerator<OutputPart, void> {
    await this.#own(id);
    yield* this.#service.follow(id, query);
  }

  /** Users learn of their own jobs, and whether agents are there. */
  async status(): Promise<ServerStatus> {
    if (this.#isAdmin) return this.#service.status();
    const { agents, ...status } = await this.#service.status(this.#caller.name);
    const shown = agents.map((agent) => ({ ...agent, host: "", pid: null, attempts: null }));
    return { ...status, dataFolder: null, agents: shown };
  }

  backup(path: string): Promise<void> {
    return this.#asAdmin("back up the store", () => this.#service.backup(path));
  }

  requestStop(options: { readonly abort: boolean }): Promise<void> {
    return this.#asAdmin("stop the server", () => this.#service.requestStop(options));
  }

  /** They run without an owner: what they do is the business of admins. */
  #ownedSchedules(): ScheduleService {
    const { schedules } = this.#service;
    const asAdmin = <T>(verb: string, act: () => Promise<T>): Promise<T> =>
      this.#asAdmin(`${verb} schedules`, act);
    return {
      list: () => asAdmin("list", () => schedules.list()),
      one: (id) => asAdmin("show", () => schedules.one(id)),
      pause: (id) => asAdmin("pause", () => schedules.pause(id)),
      resume: (id) => asAdmin("resume", () => schedules.resume(id)),
      execute: (id) => asAdmin("execute", () => schedules.execute(id)),
    };
  }

  get #isAdmin(): boolean {
    return this.#caller.role === "admin";
  }

  async #with<T>(id: string, use: () => Promise<T>): Promise<T> {
    if (!this.#isAdmin) await this.#own(id);
    return use();
  }

  /** @throws {RunyardError} `not-found`; for somebody else's also `forbidden`, `not-authenticated` */
  async #own(id: string): Promise<Job> {
    const job = await this.#service.job(id);
    if (this.#isAdmin || job.owner === this.#caller.name) return job;
    if (this.#foreign === "hidden") throw noSuchJob(id);
    throw this.#caller.name === null
      ? new RunyardError("not-authenticated", `Cannot use job "${id}": log in as its owner`)
      : new RunyardError("forbidden", `Cannot use job "${id}": it belongs to another owner`);
  }

  async #asAdmin<T>(action: string, act: () => Promise<T>): Promise<T> {
    if (this.#isAdmin) return act();
    throw new RunyardError("forbidden", `Cannot ${action}: only an admin may`);
  }
}
