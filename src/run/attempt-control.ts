import { join } from "node:path";
import type { Clock, Log } from "../core/mod.ts";
import type { Job, JobType } from "../job/mod.ts";
import type { LiveAttempt, Store } from "../store/mod.ts";
import { AgentLeases } from "./agent-leases.ts";
import { type AgentLine, AgentLines, type LineHandlers } from "./agent-lines.ts";
import type { AttemptOrder, EndReport, StopReason } from "./agent-protocol.ts";
import { AttemptUsage } from "./attempt-usage.ts";
import { AttemptReports } from "./attempt-reports.ts";
import type { Ballast } from "./ballast.ts";
import type { DataFolder } from "./data-folder.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { AgentStatus } from "./job-service.ts";
import { attemptOrder, termsOf } from "./launch-order.ts";
import { LOCAL_AGENT, LocalAgent } from "./local-agent.ts";
import type { OwnerLimits } from "./owner-limits.ts";
import type { ResultFiles } from "./result-files.ts";
import type { Runner } from "./runner.ts";
import type { SecretBox } from "./secret-box.ts";

/** What the control of attempts works with. Types and slots are asked for anew each time: a reload replaces them. */
export interface AttemptControlParts {
  readonly data: DataFolder;
  readonly store: Store;
  readonly files: ResultFiles;
  readonly ballast: Ballast;
  readonly secrets: SecretBox;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly types: () => ReadonlyMap<string, JobType>;
  readonly slots: () => number;
  readonly ownerLimits: () => OwnerLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when an attempt has written more, or has ended. */
  readonly onOutput: (attempt: string) => void;
}

/** The supervisor's side of all attempts: the agents' lines, the orders that go out and the reports that come in. */
export class AttemptControl {
  readonly lines: AgentLines;
  readonly leases: AgentLeases;
  readonly usage: AttemptUsage;
  readonly #parts: AttemptControlParts;
  readonly #localAgent: LocalAgent;
  readonly #reports: AttemptReports;
  readonly #dispatcher: Dispatcher;

  constructor(parts: AttemptControlParts) {
    const { data, store, files, ballast, runners, clock, log } = parts;
    this.#parts = parts;
    this.usage = new AttemptUsage(store);
    this.lines = new AgentLines(this.#handlers(), () => this.wake(), log);
    const isConnected = (agent: string): boolean => this.lines.get(agent) !== undefined;
    this.#localAgent = new LocalAgent(data, () => isConnected(LOCAL_AGENT), log);
    this.#reports = new AttemptReports(store, files, clock, runners);
    this.leases = new AgentLeases(store, clock, isConnected, ({ id }, message) =>
      this.#endUnreported(id, { kind: "lost", message }),
    );
    this.#dispatcher = new Dispatcher({
      ...parts,
      lines: this.lines,
      mayStart: () => ballast.isHeld,
      refuse: ({ attempt }, why) =>
        this.#endUnreported(attempt.id, { kind: "launch", reason: "order", system: why, what: "" }),
    });
  }

  async begin(): Promise<void> {
    await this.lines.listen(this.#parts.data.socket);
    this.#localAgent.keep();
  }

  /** Lets the agents go: one with attempts goes on, one without ends. */
  async close(): Promise<void> {
    this.#localAgent.letGo();
    this.#dispatcher.close();
    const isIdle = (await this.#parts.store.liveAttempts()).length === 0;
    await Promise.all(this.lines.all().map((line) => line.channel.ask("leave", {}).catch(() => {})));
    if (isIdle) await this.#localAgent.waitUntilGone();
    this.lines.close();
  }

  /** Something may be startable now. */
  wake(): void {
    this.#dispatcher.wake();
  }

  /** Has an attempt's agent begin its end. An agent that is away hears of it at its next hello. */
  stop(attempt: LiveAttempt, reason: StopReason): void {
    const line = this.lines.get(attempt.agent);
    line?.channel.ask("stop", { attempt: attempt.id, reason }).catch(() => {});
  }

  /** Tells the agents of a job's attempts how long it may go on, and whether it is suspended. */
  async change(job: Job): Promise<void> {
    const live = await this.#parts.store.liveAttempts();
    const terms = termsOf(job, this.#parts.clock);
    for (const { id: attempt, agent } of live.filter((one) => one.job === job.id)) {
      this.lines
        .get(agent)
        ?.channel.ask("change", { attempt, ...terms })
        .catch(() => {});
    }
  }

  agents(live: readonly LiveAttempt[]): readonly AgentStatus[] {
    return this.lines.all().map(({ name, host, pid }) => {
      const attempts = live.filter((attempt) => attempt.agent === name).length;
      return { name, host, pid, connected: true, attempts };
    });
  }

  #handlers(): LineHandlers {
    const spend = <T>(work: () => Promise<T>): Promise<T> => this.#parts.ballast.spend(work);
    return {
      hello: async (_line, { agent }) => ({ orders: await this.#ordersOf(agent) }),
      renew: async () => null,
      started: async (_line, { attempt, pid, at }) => {
        const job = await spend(() => this.#reports.started(attempt, { pid, at }));
        // It was suspended while the order was on its way.
        if (job?.phase === "SUSPENDED") await this.change(job);
        return null;
      },
      next: async (line, { attempt, reports, ...ask }) => {
        const folder = join(line.attemptsFolder, attempt);
        return { items: await spend(() => this.#reports.next(attempt, reports, ask, folder)) };
      },
      ended: (line, report, bytes) => spend(() => this.#onEnded(line, report, bytes)),
      noted: async (_line, note) => {
        await spend(() => this.#reports.noted(note));
        return null;
      },
      used: async (_line, { samples }) => {
        this.usage.add(samples);
        return null;
      },
      grew: async (_line, { attempt }) => {
        this.#parts.onOutput(attempt);
        return null;
      },
    };
  }

  async #onEnded(line: AgentLine, report: EndReport, bytes: Uint8Array): Promise<null> {
    await this.#reports.ended(report, bytes, join(line.attemptsFolder, report.attempt));
    await this.usage.keep(report.attempt);
    this.#parts.onOutput(report.attempt);
    this.wake();
    return null;
  }

  async #ordersOf(agent: string): Promise<readonly AttemptOrder[]> {
    const { store, clock, runners } = this.#parts;
    const orders: AttemptOrder[] = [];
    for (const { id } of await store.liveAttempts(agent)) {
      const attempt = await store.attempt(id);
      const job = attempt === undefined ? undefined : await store.job(attempt.job);
      if (attempt === undefined || job === undefined || attempt.phase === "ended") continue;
      orders.push(attemptOrder(job, attempt, clock, runners.get(job.plan?.runner ?? "")));
    }
    return orders;
  }

  /** Writes the end of an attempt that no agent will report. */
  async #endUnreported(attempt: string, outcome: EndReport["outcome"]): Promise<void> {
    const report: EndReport = {
      attempt,
      fence: 0,
      outcome,
      startedAt: null,
      endedAt: this.#parts.clock.now(),
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
    const { ballast, data } = this.#parts;
    await ballast.spend(() => this.#reports.ended(report, new Uint8Array(0), data.incoming));
    await this.usage.keep(attempt);
    this.wake();
  }
}
