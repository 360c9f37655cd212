import { systemClock } from "../core/mod.ts";
import { type Attempt, type Item, type Job, type JobEvent, type JobType, type Result } from "../job/mod.ts";
import { type JobQuery, type Store, openSqliteStore } from "../store/mod.ts";
import { abortAll } from "./abort-all.ts";
import { AttemptControl } from "./attempt-control.ts";
import { Ballast } from "./ballast.ts";
import { type DataFolder, dataFolder } from "./data-folder.ts";
import { Housekeeping } from "./housekeeping.ts";
import { JobIntake, knownJob } from "./job-intake.ts";
import { JobLife } from "./job-life.ts";
import { JobOutput } from "./job-output.ts";
import { JobResults } from "./job-results.ts";
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
import { JobWatch } from "./job-watch.ts";
import { Quotes } from "./quotes.ts";
import { ReceivedFiles } from "./received-files.ts";
import { ResultFiles } from "./result-files.ts";
import { runners } from "./runners.ts";
import { siteGroups } from "./site-groups.ts";
import { SecretBox } from "./secret-box.ts";
import type { SupervisorOptions, SupervisorSettings } from "./supervisor-options.ts";
import { TypeHolds } from "./type-holds.ts";
import { whyWaiting } from "./why-waiting.ts";

/** The process that owns the store, hands out work and answers every surface. It forks nothing but its host's agent, at the start. */
export class Supervisor implements JobService, AsyncDisposable {
  readonly holds: TypeHolds;
  readonly #options: SupervisorOptions;
  readonly #data: DataFolder;
  readonly #store: Store;
  readonly #files: ResultFiles;
  readonly #received: ReceivedFiles;
  readonly #intake: JobIntake;
  readonly #life: JobLife;
  readonly #quotes: Quotes;
  readonly #watch: JobWatch;
  readonly #output: JobOutput;
  readonly #attempts: AttemptControl;
  readonly #ballast: Ballast;
  readonly #results: JobResults;
  readonly #housekeeping: Housekeeping;
  readonly #startedAt: number;
  #settings: SupervisorSettings;

  private constructor(options: SupervisorOptions, data: DataFolder, store: Store) {
    const { clock = systemClock, log } = options;
    const secrets = SecretBox.open(data.secretKey);
    const types = (): ReadonlyMap<string, JobType> => this.#settings.types;
    const slots = (): number => this.#settings.concurrent;
    const onOutput = (attempt: string): void => this.#output.grew(attempt);
    const shared = { data, store, secrets, runners, types, clock, log };
    this.#options = options;
    this.#settings = options;
    this.#data = data;
    this.#store = store;
    this.#startedAt = clock.now();
    this.#ballast = new Ballast(data.ballast);
    this.#files = new ResultFiles(data);
    this.#received = new ReceivedFiles(data, options.uploadLimitBytes);
    this.#watch = new JobWatch(store);
    const both = { ...shared, files: this.#files, ballast: this.#ballast };
    this.#attempts = new AttemptControl({ ...both, slots, onOutput });
    this.#output = new JobOutput(store, this.#attempts.lines, this.#files, this.#watch);
    this.#results = new JobResults(store, this.#files, this.#output, runners);
    this.#intake = new JobIntake({
      ...shared,
      files: this.#received,
      resolveGroups: siteGroups(options.log),
    });
    this.holds = new TypeHolds(store, this.#intake, clock, () => this.#attempts.wake());
    this.#quotes = new Quotes(store, clock);
    this.#life = new JobLife({
      ...both,
      stopAttempt: (attempt, reason) => this.#attempts.stop(attempt, reason),
      keepsArchive: (type) => types().get(type)?.limits.archive ?? false,
    });
    this.#housekeeping = new Housekeeping({ ...both, life: this.#life, attempts: this.#attempts });
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
      const supervisor = new Supervisor(options, data, store);
      await supervisor.#begin();
      return supervisor;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get types(): ReadonlyMap<string, JobType> {
    return this.#settings.types;
  }

  /** Takes a new configuration. What is queued or running keeps the plan that it was run with. */
  reload(settings: SupervisorSettings): void {
    this.#settings = settings;
    this.#attempts.wake();
  }

  /** Ends this server's part: agents and their attempts go on, and the next server finds them. */
  async close(): Promise<void> {
    await this.#housekeeping.end();
    this.#watch.close();
    this.#quotes.close();
    await this.#attempts.close();
    await this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** How many attempts live now: those that go on when this server ends. */
  async countLive(): Promise<number> {
    return (await this.#store.liveAttempts()).length;
  }

  receiveFile(
    parameter: string,
    name: string,
    mediaType: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile> {
    return this.#received.receive(parameter, name, mediaType, content);
  }

  dropFiles(files: readonly ReceivedFile[]): Promise<void> {
    return this.#received.drop(files);
  }

  async create(request: CreateRequest): Promise<Job> {
    try {
      this.#ballast.checkRoom();
      const job = await this.#intake.create(request);
      this.#attempts.wake();
      return job;
    } catch (error) {
      await this.#received.drop(request.files);
      throw error;
    }
  }

  async run(id: string): Promise<Job> {
    const job = await this.#intake.run(id);
    this.#attempts.wake();
    return job;
  }

  abort(id: string): Promise<Job> {
    return this.#ballast.spend(() => this.#life.abort(id));
  }

  suspend(id: string): Promise<Job> {
    return this.#tellAgents(this.#ballast.spend(() => this.#life.suspend(id)));
  }

  resume(id: string): Promise<Job> {
    return this.#tellAgents(this.#ballast.spend(() => this.#life.resume(id)));
  }

  async retry(id: string, owner: string | null): Promise<Job> {
    this.#ballast.checkRoom();
    const job = await this.#intake.retry(id, owner);
    this.#attempts.wake();
    return job;
  }

  remove(id: string): Promise<void> {
    return this.#ballast.spend(() => this.#life.remove(id));
  }

  async setParameters(
    id: string,
    parameters: CreateRequest["parameters"],
    files: readonly ReceivedFile[],
  ): Promise<Job> {
    try {
      return await this.#intake.setParameters(id, parameters, files);
    } catch (error) {
      await this.#received.drop(files);
      throw error;
    }
  }

  setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#tellAgents(this.#intake.setExecutionDuration(id, seconds));
  }

  setDestruction(id: string, at: number): Promise<Job> {
    return this.#intake.setDestruction(id, at);
  }

  setRunId(id: string, runId: string): Promise<Job> {
    return this.#intake.setRunId(id, runId);
  }

  quote(job: Job): Promise<number | null> {
    return this.#quotes.of(job);
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

  results(id: string): Promise<readonly Result[]> {
    return this.#results.list(id);
  }

  resultFile(id: string, name: string): Promise<ResultFile> {
    return this.#results.file(id, name);
  }

  async whyWaiting(job: Job): Promise<string | null> {
    return whyWaiting(job, {
      live: await this.#store.liveAttempts(),
      type: this.#settings.types.get(job.type),
      slots: this.#settings.concurrent,
      isAgentThere: this.#attempts.lines.all().length > 0,
      hasRoom: this.#ballast.isHeld,
      isHeld: (await this.holds.names()).includes(job.type),
    });
  }

  wait(id: string, options: WaitOptions): Promise<Job> {
    return this.#watch.wait(id, options);
  }

  events(options: EventQuery): AsyncIterable<JobEvent> {
    return this.#watch.events(options);
  }

  lastEvent(): Promise<number> {
    return this.#store.lastEvent();
  }

  firstEvent(): Promise<number> {
    return this.#store.firstEvent();
  }

  output(id: string, query: OutputQuery & { readonly length: number }): Promise<OutputPart> {
    return this.#output.read(id, query);
  }

  follow(id: string, query: OutputQuery & { readonly signal: AbortSignal }): AsyncIterable<Uint8Array> {
    return this.#output.follow(id, query);
  }

  async status(): Promise<ServerStatus> {
    const { version } = this.#options;
    const jobs = await this.#store.countJobs();
    const agents = this.#attempts.agents(await this.#store.liveAttempts());
    return { version, startedAt: this.#startedAt, dataFolder: this.#data.path, jobs, agents };
  }

  backup(path: string): Promise<void> {
    return this.#store.backup(path);
  }

  async requestStop({ abort }: { readonly abort: boolean }): Promise<void> {
    if (abort) await abortAll(this);
    setImmediate(() => this.#options.onStopRequest?.());
  }

  async #begin(): Promise<void> {
    await this.#received.clear();
    await this.holds.finishReleases(this.#settings.types.keys());
    await this.#attempts.begin();
    this.#housekeeping.begin();
  }

  /** What its attempts are to go by has changed, and perhaps who has a place. */
  async #tellAgents(changed: Promise<Job>): Promise<Job> {
    const job = await changed;
    await this.#attempts.change(job);
    this.#attempts.wake();
    return job;
  }
}
