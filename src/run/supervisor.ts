import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, type Log, RunyardError, messageOf, systemClock } from "../core/mod.ts";
import {
  type Attempt,
  type Item,
  type ItemPhase,
  type Job,
  type JobEvent,
  type JobType,
  type Phase,
  type Result,
  isEnd,
} from "../job/mod.ts";
import { type JobQuery, type LiveAttempt, type Store, openSqliteStore } from "../store/mod.ts";
import { type AgentLine, AgentLines, type LineHandlers } from "./agent-lines.ts";
import { AgentLeases } from "./agent-leases.ts";
import type { AttemptOrder, EndReport } from "./agent-protocol.ts";
import { AttemptReports } from "./attempt-reports.ts";
import { Ballast } from "./ballast.ts";
import { type DataFolder, dataFolder } from "./data-folder.ts";
import { Dispatcher } from "./dispatcher.ts";
import { JobIntake, durationOf, knownJob } from "./job-intake.ts";
import { JobLife } from "./job-life.ts";
import { JobOutput } from "./job-output.ts";
import type {
  CreateRequest,
  JobService,
  OutputPart,
  OutputQuery,
  ReceivedFile,
  ServerStatus,
} from "./job-service.ts";
import { JobWatch } from "./job-watch.ts";
import { attemptOrder } from "./launch-order.ts";
import { LimitCounts } from "./limit-counts.ts";
import { LOCAL_AGENT, LocalAgent } from "./local-agent.ts";
import { ReceivedFiles } from "./received-files.ts";
import { ResultFiles } from "./result-files.ts";
import { runners } from "./runners.ts";
import { SecretBox } from "./secret-box.ts";

/** What a supervisor is started with, and what a reload may replace of it. */
export interface SupervisorSettings {
  readonly types: ReadonlyMap<string, JobType>;
  /** Attempts at once, over everything. */
  readonly concurrent: number;
}

/** How a supervisor is started. */
export interface SupervisorOptions extends SupervisorSettings {
  readonly dataFolder: string;
  readonly uploadLimitBytes: number;
  readonly version: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Whether a commit waits for the disk; see the store. */
  readonly durable?: boolean;
  /** Called when a client asks the server to stop. */
  readonly onStopRequest?: () => void;
}

/** Due jobs and silent agents are looked at this often. */
const CHECK_MS = 500;
/** So many events are kept for those who resume a stream. */
const EVENTS_KEPT = 200_000;
/** How long a stop waits for aborted attempts to be gone. */
const STOP_WAIT_MS = 60_000;

/** The process that owns the store, hands out work and answers every surface. It forks nothing but its host's agent, at the start. */
export class Supervisor implements JobService, AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #data: DataFolder;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lines: AgentLines;
  readonly #localAgent: LocalAgent;
  readonly #files: ResultFiles;
  readonly #received: ReceivedFiles;
  readonly #reports: AttemptReports;
  readonly #intake: JobIntake;
  readonly #life: JobLife;
  readonly #watch: JobWatch;
  readonly #output: JobOutput;
  readonly #dispatcher: Dispatcher;
  readonly #leases: AgentLeases;
  readonly #ballast: Ballast;
  readonly #startedAt: number;
  #settings: SupervisorSettings;
  #checking: NodeJS.Timeout | undefined;
  #isChecking = false;

  private constructor(options: SupervisorOptions, data: DataFolder, store: Store) {
    const clock = options.clock ?? systemClock;
    const { log } = options;
    this.#options = options;
    this.#settings = options;
    this.#data = data;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#startedAt = clock.now();
    const secrets = SecretBox.open(data.secretKey);
    const types = (): ReadonlyMap<string, JobType> => this.#settings.types;
    this.#ballast = new Ballast(data.ballast);
    this.#files = new ResultFiles(data);
    this.#received = new ReceivedFiles(data, options.uploadLimitBytes);
    this.#lines = new AgentLines(this.#lineHandlers(), () => this.#dispatcher.wake(), log);
    this.#localAgent = new LocalAgent(data, () => this.#lines.get(LOCAL_AGENT) !== undefined, log);
    this.#reports = new AttemptReports(store, this.#files, clock, runners);
    this.#intake = new JobIntake({ store, types, runners, files: this.#received, secrets, clock });
    this.#life = new JobLife(store, this.#files, clock, (attempt, reason) =>
      this.#stopAttempt(attempt, reason),
    );
    this.#watch = new JobWatch(store);
    this.#output = new JobOutput(store, this.#lines, this.#files, this.#watch);
    this.#dispatcher = new Dispatcher({
      store,
      lines: this.#lines,
      runners,
      types,
      slots: () => this.#settings.concurrent,
      secrets,
      clock,
      log,
      mayStart: () => this.#ballast.isHeld,
      refuse: ({ attempt }, why) =>
        this.#endUnreported(attempt.id, { kind: "launch", reason: "folder", system: why, what: "its order" }),
    });
    const isConnected = (agent: string): boolean => this.#lines.get(agent) !== undefined;
    this.#leases = new AgentLeases(store, clock, isConnected, ({ id }, message) =>
      this.#endUnreported(id, { kind: "lost", message }),
    );
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
    this.#dispatcher.wake();
  }

  /** Ends this server's part: agents and their attempts go on, and the next server finds them. */
  async close(): Promise<void> {
    clearInterval(this.#checking);
    this.#localAgent.letGo();
    this.#dispatcher.close();
    this.#watch.close();
    const isIdle = (await this.countLive()) === 0;
    await Promise.all(this.#lines.all().map((line) => line.channel.ask("leave", {}).catch(() => {})));
    if (isIdle) await this.#localAgent.waitUntilGone();
    this.#lines.close();
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
      this.#dispatcher.wake();
      return job;
    } catch (error) {
      await this.#received.drop(request.files);
      throw error;
    }
  }

  async run(id: string): Promise<Job> {
    const job = await this.#intake.run(id);
    this.#dispatcher.wake();
    return job;
  }

  abort(id: string): Promise<Job> {
    return this.#ballast.spend(() => this.#life.abort(id));
  }

  async retry(id: string, owner: string | null): Promise<Job> {
    this.#ballast.checkRoom();
    const job = await this.#intake.retry(id, owner);
    this.#dispatcher.wake();
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

  async setExecutionDuration(id: string, seconds: number): Promise<Job> {
    return this.#change(id, "executionDuration", (job) => {
      const type = this.#settings.types.get(job.type);
      const executionDurationSeconds =
        type === undefined ? seconds : durationOf(type, { executionDurationSeconds: seconds });
      return { ...job, executionDurationSeconds };
    });
  }

  async setDestruction(id: string, at: number): Promise<Job> {
    return this.#change(id, "destruction", (job) => ({ ...job, destructionAt: at }), true);
  }

  job(id: string): Promise<Job> {
    return knownJob(this.#store, id);
  }

  jobs(query: JobQuery): Promise<readonly Job[]> {
    return this.#store.jobs(query);
  }

  async items(
    id: string,
    query?: { readonly phase?: ItemPhase; readonly from?: number; readonly limit?: number },
  ): Promise<readonly Item[]> {
    await this.job(id);
    return this.#store.items(id, query);
  }

  async attempts(id: string): Promise<readonly Attempt[]> {
    await this.job(id);
    return this.#store.attempts(id);
  }

  async results(id: string): Promise<readonly Result[]> {
    await this.job(id);
    return this.#store.results(id);
  }

  async resultFile(id: string, name: string): Promise<{ readonly result: Result; readonly path: string }> {
    await this.job(id);
    const result = await this.#store.result(id, name);
    if (result === undefined)
      throw new RunyardError(
        "not-found",
        `Cannot find the result "${name.slice(0, 200)}": job "${id}" has none of this name`,
      );
    return { result, path: this.#files.path(id, result.attempt, "results", result.path) };
  }

  async whyWaiting(job: Job): Promise<string | null> {
    if (job.phase === "PENDING") return "it has not been run yet";
    if (job.phase !== "QUEUED") return null;
    if (this.#lines.all().length === 0) return "no agent is connected";
    if (!this.#ballast.isHeld) return "the disk of the data folder is nearly full";
    const live = await this.#store.liveAttempts();
    const reached = new LimitCounts(live).reached(this.#settings.types.get(job.type), job);
    if (reached?.limit === "type") return `its type is at its limit of ${reached.most} at once`;
    if (reached?.limit === "owner") return `its owner is at the limit of ${reached.most} at once`;
    const { concurrent } = this.#settings;
    if (live.length >= concurrent)
      return concurrent === 1 ? "the one place is taken" : `all ${concurrent} places are taken`;
    return "it is about to start";
  }

  wait(
    id: string,
    options: { readonly phase?: Phase; readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Job> {
    return this.#watch.wait(id, options);
  }

  events(options: {
    readonly after: number;
    readonly job?: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<JobEvent> {
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
    const live = await this.#store.liveAttempts();
    const agents = this.#lines.all().map(({ name, host, pid }) => ({
      name,
      host,
      pid,
      connected: true,
      attempts: live.filter((attempt) => attempt.agent === name).length,
    }));
    const { version } = this.#options;
    return {
      version,
      startedAt: this.#startedAt,
      dataFolder: this.#data.path,
      jobs: await this.#store.countJobs(),
      agents,
    };
  }

  backup(path: string): Promise<void> {
    return this.#store.backup(path);
  }

  async requestStop({ abort }: { readonly abort: boolean }): Promise<void> {
    if (abort) await this.#abortAll();
    setImmediate(() => this.#options.onStopRequest?.());
  }

  async #begin(): Promise<void> {
    await this.#received.clear();
    this.#ballast.hold(this.#data.path);
    await this.#lines.listen(this.#data.socket);
    this.#localAgent.keep();
    this.#checking = setInterval(() => void this.#check(), CHECK_MS);
    this.#removeOrphans().catch((error: unknown) =>
      this.#log.warn(`cannot look for files without a job: ${messageOf(error)}`),
    );
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      this.#holdBallast();
      await this.#ballast.spend(() => this.#life.endDue());
      await this.#leases.check();
      await this.#store.transact((tx) => tx.trimEvents(EVENTS_KEPT));
    } catch (error) {
      this.#log.warn(`cannot do what is due: ${messageOf(error)}`);
    } finally {
      this.#isChecking = false;
    }
  }

  #holdBallast(): void {
    if (this.#ballast.isHeld) return;
    this.#ballast.hold(this.#data.path);
    if (this.#ballast.isHeld) this.#dispatcher.wake();
  }

  /** Folders of jobs whose row never came to be, or is gone: their server died in between. */
  async #removeOrphans(): Promise<void> {
    for (const shard of await readdir(this.#data.jobs).catch(() => [])) {
      for (const id of await readdir(join(this.#data.jobs, shard)).catch(() => [])) {
        const { mtimeMs } = await stat(join(this.#data.jobs, shard, id));
        // One that is younger than this server may be on its way to a row.
        if (mtimeMs < this.#startedAt && (await this.#store.job(id)) === undefined)
          await this.#files.remove(id);
      }
    }
  }

  #lineHandlers(): LineHandlers {
    return {
      hello: async (_line, { agent }) => ({ orders: await this.#ordersOf(agent) }),
      renew: async () => null,
      started: async (_line, { attempt, pid, at }) => {
        await this.#ballast.spend(() => this.#reports.started(attempt, { pid, at }));
        return null;
      },
      next: async (line, { attempt, reports }) => ({
        item: await this.#ballast.spend(() =>
          this.#reports.next(attempt, reports, join(line.attemptsFolder, attempt)),
        ),
      }),
      ended: async (line, report, bytes) => this.#onEnded(line, report, bytes),
      grew: async (_line, { attempt }) => {
        this.#output.grew(attempt);
        return null;
      },
    };
  }

  async #onEnded(line: AgentLine, report: EndReport, bytes: Uint8Array): Promise<null> {
    const folder = join(line.attemptsFolder, report.attempt);
    await this.#ballast.spend(() => this.#reports.ended(report, bytes, folder));
    this.#output.grew(report.attempt);
    this.#dispatcher.wake();
    return null;
  }

  async #ordersOf(agent: string): Promise<readonly AttemptOrder[]> {
    const orders: AttemptOrder[] = [];
    for (const { id } of await this.#store.liveAttempts(agent)) {
      const attempt = await this.#store.attempt(id);
      const job = attempt === undefined ? undefined : await this.#store.job(attempt.job);
      if (attempt === undefined || job === undefined || attempt.phase === "ended") continue;
      orders.push(attemptOrder(job, attempt, this.#clock, runners.get(job.plan?.runner ?? "")));
    }
    return orders;
  }

  #stopAttempt(attempt: LiveAttempt, reason: "aborted" | "duration"): void {
    // An agent that is away hears of it at its next hello.
    this.#lines
      .get(attempt.agent)
      ?.channel.ask("stop", { attempt: attempt.id, reason })
      .catch(() => {});
  }

  /** Writes the end of an attempt that no agent will report. */
  async #endUnreported(attempt: string, outcome: EndReport["outcome"]): Promise<void> {
    const report: EndReport = {
      attempt,
      fence: 0,
      outcome,
      startedAt: null,
      endedAt: this.#clock.now(),
      pid: null,
      usage: null,
      stdoutBytes: 0,
      stderrBytes: 0,
      outputEnclosed: true,
      errorTail: "",
      files: [],
      items: [],
      leftProcesses: false,
    };
    await this.#reports.ended(report, new Uint8Array(0), this.#data.incoming);
    this.#dispatcher.wake();
  }

  async #change(id: string, what: string, make: (job: Job) => Job, alsoEnded = false): Promise<Job> {
    return this.#store.transact(async (tx) => {
      const job = await knownJob(tx, id);
      if (!alsoEnded && isEnd(job.phase)) {
        throw new RunyardError(
          "not-allowed",
          `Cannot change the ${what} of job "${id}": it has ended and is ${job.phase}`,
        );
      }
      const next = make(job);
      await tx.saveJob(next);
      await tx.append({ job: id, at: this.#clock.now(), change: { kind: "changed", what } });
      return next;
    });
  }

  async #abortAll(): Promise<void> {
    const phases: readonly Phase[] = ["QUEUED", "EXECUTING", "SUSPENDED", "UNKNOWN"];
    for (
      let page = await this.#store.jobs({ phases, limit: 500 });
      page.length > 0;
      page = await this.#store.jobs({ phases, limit: 500 })
    ) {
      for (const job of page) await this.#life.abort(job.id);
    }
    const until = Date.now() + STOP_WAIT_MS;
    while ((await this.countLive()) > 0 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
