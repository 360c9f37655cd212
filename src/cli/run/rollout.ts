import { messageOf } from "../../core/mod.ts";
import type { EventHandler, StreamName, Task, Worker } from "../../task/mod.ts";
import { ChosenWorker } from "./chosen-worker.ts";
import { ConnectionWords } from "./connection-words.ts";
import { launchReason } from "./launch-reason.ts";
import type { NodeResult } from "./node-result.ts";
import type { Copier } from "./options.ts";
import type { RunObserver, RunSummary } from "./observer.ts";
import type { Retry } from "./retry.ts";
import { rsyncMeaning } from "./rsync-codes.ts";
import type { StandardInput } from "./standard-input.ts";

/** What is done on which nodes, and when it is given up. */
export interface RolloutPlan {
  readonly task: Task;
  readonly nodes: readonly string[];
  /** Does it on all nodes. */
  readonly worker: Worker;
  /** Whose own words on stderr are told from those of commands; null: nobody's. */
  readonly speaker: "ssh" | Copier | null;
  readonly mergesErrors: boolean;
  /** Null: the commands have none. */
  readonly input: StandardInput | null;
  /** So many nodes at a time; the next ones when all of them are over. */
  readonly batch: number;
  readonly retry: Retry | null;
  /** Where more than so many have failed, nothing more is started. */
  readonly mostFailed: number;
  /** What runs is asked to end as well. */
  readonly stopsRunning: boolean;
}

/** How long what is asked to end may take where nobody is there to ask for more, as `Task.interrupt` has it. */
export const STOP_GRACE: string = "5s";
/** The code that ssh ends with where it is ssh that failed. */
const SSH_FAILURE = 255;

/** One command on many nodes: batch after batch, each tried again as often as is wanted, until it is over or too much failed. */
export class Rollout {
  readonly #plan: RolloutPlan;
  readonly #observer: Required<RunObserver>;
  readonly #results = new Map<string, NodeResult>();
  readonly #words = new Map<string, ConnectionWords>();
  readonly #running = new Set<string>();
  readonly #startedAt = performance.now();
  #attempt = 0;
  #failed = 0;
  #isInterrupted = false;
  #isAskedToEnd = false;
  #stopReason: string | null = null;

  constructor(plan: RolloutPlan, observer: Required<RunObserver>) {
    this.#plan = plan;
    this.#observer = observer;
  }

  /** What has come out so far, and who is under way. */
  get progress(): {
    readonly results: ReadonlyMap<string, NodeResult>;
    readonly running: ReadonlySet<string>;
  } {
    return { results: this.#results, running: this.#running };
  }

  async run(): Promise<RunSummary> {
    const { nodes, batch } = this.#plan;
    for (let start = 0; start < nodes.length && !this.#isStopped; start += batch)
      await this.#runBatch(nodes.slice(start, start + batch));
    const results = nodes.map((node) => [node, this.#results.get(node) ?? NOT_RUN] as const);
    return {
      results: new Map(results),
      isInterrupted: this.#isInterrupted,
      stopReason: this.#stopReason,
      durationMs: performance.now() - this.#startedAt,
    };
  }

  /** Asks what runs to end; nothing more is started. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#isAskedToEnd = true;
    this.#plan.task.interrupt();
  }

  kill(): void {
    this.#isInterrupted = true;
    this.#plan.task.kill();
  }

  get #isStopped(): boolean {
    return this.#isInterrupted || this.#stopReason !== null;
  }

  async #runBatch(batch: readonly string[]): Promise<void> {
    this.#attempt = 0;
    for (let nodes = batch; nodes.length > 0 && !this.#isStopped; ) {
      if (this.#attempt > 0) this.#observer.again(nodes, this.#attempt);
      await this.#runOnce(nodes);
      nodes = nodes.filter((node) => this.#mayTryAgain(this.#results.get(node)));
      this.#attempt++;
    }
  }

  async #runOnce(nodes: readonly string[]): Promise<void> {
    const { task, worker: whole, input, mergesErrors } = this.#plan;
    const worker: ChosenWorker = new ChosenWorker(whole, nodes, {
      handler: this.#handler(() => worker),
      stdin: input !== null,
      stderr: !mergesErrors,
    });
    task.schedule(worker);
    const run = task.resume();
    // Not waited for: input that nobody reads any more may never end.
    void input?.feed(worker).catch((error: unknown) => {
      this.#stopReason ??= messageOf(error);
      this.#isAskedToEnd = true;
      task.kill();
    });
    await run;
    for (const node of [...this.#running]) this.#end(node, INTERRUPTED);
  }

  #handler(worker: () => ChosenWorker): EventHandler {
    return {
      evPickup: (_worker, node) => this.#start(node),
      evOutput: (_worker, node, stream, bytes) => this.#hear(node, stream, bytes),
      evHup: (_worker, node, code) => this.#end(node, this.#resultOf(node, code, worker())),
      evTimeout: (_worker, node) => this.#end(node, TIMEOUT),
    };
  }

  #start(node: string): void {
    this.#running.add(node);
    const { speaker, mergesErrors } = this.#plan;
    if (speaker !== null) {
      const stream = mergesErrors ? "stdout" : "stderr";
      const pass = (bytes: Uint8Array): void => this.#observer.wrote(node, stream, bytes);
      this.#words.set(node, new ConnectionWords(pass, speaker !== "ssh"));
    }
    this.#observer.started(node);
  }

  #hear(node: string, stream: StreamName, bytes: Uint8Array): void {
    const words = this.#words.get(node);
    if (words !== undefined && (stream === "stderr" || this.#plan.mergesErrors)) return words.push(bytes);
    words?.release();
    this.#observer.wrote(node, stream, bytes);
  }

  #resultOf(node: string, code: number, worker: ChosenWorker): NodeResult {
    if (this.#isAskedToEnd && code !== 0) return INTERRUPTED;
    const launch = launchReason(worker.lastEnd);
    if (launch !== null) return { kind: "failed", code, reason: launch };
    const words = this.#words.get(node);
    if (code === 0 || words === undefined) return { kind: code === 0 ? "ok" : "failed", code, reason: null };
    const { speaker } = this.#plan;
    const isCopy = speaker !== "ssh";
    const connection = code === SSH_FAILURE || isCopy ? words.connectionReason() : null;
    if (connection !== null) return { kind: "unreachable", code, reason: `cannot connect: ${connection}` };
    const said = isCopy ? words.complaint(speaker === "rsync" ? rsyncMeaning(code) : null) : null;
    return { kind: "failed", code, reason: said === null ? null : `cannot copy: ${said}` };
  }

  #end(node: string, result: NodeResult): void {
    if (result.reason === null) this.#words.get(node)?.release();
    this.#words.delete(node);
    this.#running.delete(node);
    this.#results.set(node, result);
    this.#observer.ended(node, result);
    if (result.kind === "ok" || this.#mayTryAgain(result)) return;
    this.#failed++;
    const { mostFailed, stopsRunning, task } = this.#plan;
    if (this.#failed <= mostFailed || this.#isStopped) return;
    this.#stopReason = `${this.#failed} failed`;
    this.#isAskedToEnd = stopsRunning;
    if (stopsRunning) task.interrupt({ grace: STOP_GRACE });
    else task.stopStarting();
  }

  #mayTryAgain(result: NodeResult | undefined): boolean {
    const { retry } = this.#plan;
    return (
      retry !== null &&
      result !== undefined &&
      !this.#isStopped &&
      this.#attempt < retry.times &&
      retry.isFor(result)
    );
  }
}

const NOT_RUN: NodeResult = { kind: "not-run", code: null, reason: null };
const INTERRUPTED: NodeResult = { kind: "interrupted", code: null, reason: null };
const TIMEOUT: NodeResult = { kind: "timeout", code: null, reason: null };
