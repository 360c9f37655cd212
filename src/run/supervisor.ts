import { systemClock } from "../core/mod.ts";
import type { Attempt, Item, Job, JobEvent, JobType, Result, UsageSample } from "../job/mod.ts";
import { type JobQuery, type ResultQuery, type Store, openSqliteStore } from "../store/mod.ts";
import { abortAll } from "./abort-all.ts";
import { appendItems } from "./append-items.ts";
import { type DataFolder, dataFolder } from "./data-folder.ts";
import { knownJob } from "./job-intake.ts";
import type {
  CreateRequest,
  JobService,
  OutputPart,
  OutputQuery,
  EventQuery,
  ItemQuery,
  ReceivedFile,
  ResultFile,
  ServerStatus,
  WaitOptions,
} from "./job-service.ts";
import { offeredTypes } from "./offered-types.ts";
import type { ScheduleService } from "./schedule-service.ts";
import { type SupervisorParts, makeParts } from "./supervisor-parts.ts";
import type { SupervisorOptions, SupervisorSettings } from "./supervisor-options.ts";
import type { TypeHolds } from "./type-holds.ts";
import { waitingReason } from "./waiting-reason.ts";

/** The process that owns the store, hands out work and answers every surface. It forks nothing but its host's agent, at the start. */
export class Supervisor implements JobService, AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #data: DataFolder;
  readonly #store: Store;
  readonly #parts: SupervisorParts;
  readonly #startedAt: number;
  #settings: SupervisorSettings;
  #offered: ReadonlyMap<string, JobType>;

  private constructor(options: SupervisorOptions, data: DataFolder, store: Store) {
    this.#options = options;
    this.#settings = options;
    this.#offered = offeredTypes(options);
    this.#data = data;
    this.#store = store;
    this.#parts = makeParts(options, { data, store, settings: () => this.#settings });
    this.#startedAt = (options.clock ?? systemClock).now();
  }

  /** Opens the data folder and begins to work. @throws {RunyardError} `store-busy`, `store-unusable`, `store-full` */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const data = dataFolder(options.dataFolder);
    const store = await openSqliteStore({
      folder: data.path,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.durable === undefined ? {} : { durable: options.durable }),
    });
    try {
      await options.prepare?.();
      const supervisor = new Supervisor(options, data, store);
      await supervisor.#begin();
      return supervisor;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get types(): ReadonlyMap<string, JobType> {
    return this.#offered;
  }

  get schedules(): ScheduleService {
    return this.#parts.schedules;
  }

  /** For the layers above that keep something of their own in it. */
  get store(): Store {
    return this.#store;
  }

  get holds(): TypeHolds {
    return this.#parts.holds;
  }

  /** Takes a new configuration. What is queued or running keeps the plan that it was run with. */
  reload(settings: SupervisorSettings): void {
    this.#settings = settings;
    this.#offered = offeredTypes(settings);
    this.#parts.attempts.wake();
  }

  /** Ends this server's part: agents and their attempts go on, and the next server finds them. */
  async close(): Promise<void> {
    await this.#parts.schedules.close();
    await this.#parts.housekeeping.end();
    this.#parts.watch.close();
    this.#parts.quotes.close();
    await this.#parts.attempts.close();
    await this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  receiveFile(
    parameter: string,
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile> {
    return this.#parts.received.receive(parameter, name, mediaType, content);
  }

  checkRoom(bytes: number, owner: string | null = null): Promise<void> {
    return this.#parts.shares.checkRoom(owner, bytes);
  }

  dropFiles(files: readonly ReceivedFile[]): Promise<void> {
    return this.#parts.received.drop(files);
  }

  async create(request: CreateRequest): Promise<Job> {
    try {
      this.#parts.ballast.checkRoom();
      const job = await this.#parts.intake.create(request);
      this.#parts.attempts.wake();
      return job;
    } catch (error) {
      await this.#parts.received.drop(request.files);
      throw error;
    }
  }

  async run(id: string): Promise<Job> {
    const job = await this.#parts.intake.run(id);
    this.#parts.attempts.wake();
    return job;
  }

  abort(id: string): Promise<Job> {
    return this.#parts.ballast.spend(() => this.#parts.life.abort(id));
  }

  suspend(id: string): Promise<Job> {
    return this.#tellAgents(this.#parts.ballast.spend(() => this.#parts.life.suspend(id)));
  }

  resume(id: string): Promise<Job> {
    return this.#tellAgents(this.#parts.ballast.spend(() => this.#parts.life.resume(id)));
  }

  async retry(id: string, owner: string | null): Promise<Job> {
    this.#parts.ballast.checkRoom();
    const job = await this.#parts.shares.taking(owner, [], () => this.#parts.intake.retry(id, owner));
    this.#parts.attempts.wake();
    return job;
  }

  remove(id: string): Promise<void> {
    return this.#parts.ballast.spend(() => this.#parts.life.remove(id));
  }

  async setParameters(
    id: string,
    parameters: CreateRequest["parameters"],
    files: readonly ReceivedFile[],
  ): Promise<Job> {
    try {
      const { intake, shares } = this.#parts;
      const set = (): Promise<Job> => intake.setParameters(id, parameters, files);
      return await (files.length === 0 ? set() : shares.taking((await this.job(id)).owner, files, set));
    } catch (error) {
      await this.#parts.received.drop(files);
      throw error;
    }
  }

  setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#tellAgents(this.#parts.changes.setExecutionDuration(id, seconds));
  }

  setDestruction(id: string, at: number): Promise<Job> {
    return this.#parts.changes.setDestruction(id, at);
  }

  setPriority(id: string, priority: number): Promise<Job> {
    return this.#parts.changes.setPriority(id, priority);
  }

  setInstances(id: string, instances: number): Promise<Job> {
    return this.#tellAgents(this.#parts.changes.setInstances(id, instances));
  }

  async appendItems(id: string, items: string): Promise<Job> {
    this.#parts.ballast.checkRoom();
    const clock = this.#options.clock ?? systemClock;
    const job = await appendItems({ store: this.#store, planner: this.#parts.planner, clock }, id, items);
    this.#parts.attempts.wake();
    return job;
  }

  setRunId(id: string, runId: string): Promise<Job> {
    return this.#parts.changes.setRunId(id, runId);
  }

  quote(job: Job): Promise<number | null> {
    return this.#parts.quotes.of(job);
  }

  job(id: string): Promise<Job> {
    return knownJob(this.#store, id);
  }

  jobs(query: JobQuery): Promise<readonly Job[]> {
    return this.#store.jobs(query);
  }

  async items(id: string, query?: ItemQuery): Promise<readonly Item[]> {
    await this.job(id);
    return this.#store.items(id, query);
  }

  async attempts(id: string): Promise<readonly Attempt[]> {
    await this.job(id);
    return this.#store.attempts(id);
  }

  usage(id: string, attempt: string): Promise<readonly UsageSample[]> {
    return this.#parts.attempts.usage.of(id, attempt);
  }

  results(id: string, query?: ResultQuery): Promise<readonly Result[]> {
    return this.#parts.results.list(id, query);
  }

  resultFile(id: string, name: string): Promise<ResultFile> {
    return this.#parts.results.file(id, name);
  }

  whyWaiting(job: Job): Promise<string | null> {
    return waitingReason(job, { store: this.#store, settings: this.#settings, parts: this.#parts });
  }

  wait(id: string, options: WaitOptions): Promise<Job> {
    return this.#parts.watch.wait(id, options);
  }

  events(options: EventQuery): AsyncIterable<JobEvent> {
    return this.#parts.watch.events(options);
  }

  lastEvent(): Promise<number> {
    return this.#store.lastEvent();
  }

  firstEvent(): Promise<number> {
    return this.#store.firstEvent();
  }

  output(id: string, query: OutputQuery & { readonly length: number }): Promise<OutputPart> {
    return this.#parts.output.read(id, query);
  }

  follow(id: string, query: OutputQuery & { readonly signal: AbortSignal }): AsyncIterable<OutputPart> {
    return this.#parts.output.follow(id, query);
  }

  async status(owner?: string | null): Promise<ServerStatus> {
    const { version } = this.#options;
    const counts = await this.#store.countJobs(owner);
    const agents = this.#parts.attempts.agents(await this.#store.liveAttempts());
    return { version, startedAt: this.#startedAt, dataFolder: this.#data.path, counts, agents };
  }

  backup(path: string): Promise<void> {
    return this.#store.backup(path);
  }

  async requestStop({ abort }: { readonly abort: boolean }): Promise<void> {
    if (abort) await abortAll(this, this.#parts.schedules);
    setImmediate(() => this.#options.onStopRequest?.());
  }

  async #begin(): Promise<void> {
    await this.#parts.received.clear();
    await this.holds.finishReleases(this.#settings.types.keys());
    await this.#parts.attempts.begin();
    this.#parts.housekeeping.begin();
    await this.#parts.schedules.begin();
  }

  /** What its attempts are to go by has changed, and perhaps who has a place. */
  async #tellAgents(changed: Promise<Job>): Promise<Job> {
    const job = await changed;
    await this.#parts.attempts.change(job);
    this.#parts.attempts.wake();
    return job;
  }
}
