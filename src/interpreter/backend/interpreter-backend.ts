import { setTimeout as sleep } from "node:timers/promises";
import { unreachable } from "../../core/mod.ts";
import { type CommandResult, describeFailure } from "../command-result.ts";
import { CommandDispatcher } from "../dispatcher.ts";
import { LogScanner } from "../rules/log-scanner.ts";
import { checkOutputs } from "../rules/output-check.ts";
import { pythonBootstrap } from "../languages/python.ts";
import type { StreamName } from "../written-stream.ts";
import type { BackendJob } from "./backend-job.ts";
import type { ChildCommand } from "./child-command.ts";
import { InstanceFailure } from "./instance-failure.ts";
import { ItemFindings } from "./item-findings.ts";
import { refusalOf } from "./refusal.ts";
import { type ResultPackage, emptyPackage } from "./result-package.ts";
import type { InstanceStatus, Work, WorkAnswer, WorkReport } from "./work-source.ts";

/** An interpreter that dies before it has begun an item is replaced so often for the same item. */
const MOST_STARTS = 3;

/**
 * One instance of a job, worked in a live interpreter: set up, then item after item, then torn down (Qube's
 * PythonChildBackEnd). An interpreter that dies is replaced, and the job's setup run again in the new one; the item that it died at has
 * failed, and whether it is tried again is up to the source of the work.
 */
export abstract class InterpreterBackend {
  protected readonly job: BackendJob;
  #dispatcher: CommandDispatcher | null = null;
  #scanner: LogScanner;
  #work: Work | null = null;
  #findings = new ItemFindings();

  constructor(job: BackendJob) {
    this.job = job;
    this.#scanner = new LogScanner(job.rules);
  }

  /** What is started: the one method that differs between applications. */
  protected abstract childCommand(): ChildCommand;

  /** The whole life of the instance. @throws {InstanceFailure} where it can't work; its source knows by then */
  async run(): Promise<void> {
    try {
      const status = await this.#workThrough();
      await this.jobTeardown();
      await this.reportJob(status, null);
    } catch (error) {
      if (error instanceof InstanceFailure) await this.reportJob("failed", error.message);
      throw error;
    }
  }

  /** Starts the interpreter, and runs what the job wants run before its items. @throws {InstanceFailure} where that fails */
  async jobSetup(): Promise<void> {
    await this.reportJob("running", null);
    await this.#prepare();
  }

  /** Takes and does items until there is no more, or the instance is to leave: then its job is pending, or blocked. */
  async executeWork(): Promise<"complete" | "pending" | "blocked"> {
    while (!this.job.signal.aborted) {
      const answer = await this.requestWork();
      switch (answer.status) {
        case "work":
          await this.#do(answer.work);
          break;
        case "failed":
          await this.#refuse(answer.work, answer.message);
          break;
        case "waiting":
          await this.#wait();
          break;
        case "complete":
        case "pending":
        case "blocked":
          return answer.status;
        default:
          unreachable(answer);
      }
    }
    return "pending";
  }

  /** Runs what the job wants run at its end, and ends the interpreter. @throws {InstanceFailure} where that fails */
  async jobTeardown(): Promise<void> {
    const dispatcher = this.#dispatcher;
    if (dispatcher === null) return;
    this.#findings = new ItemFindings();
    try {
      const isUsable = this.#isAlive() && !this.job.signal.aborted;
      if (isUsable) await this.#runAll(dispatcher, "teardown", this.job.teardown);
    } finally {
      await dispatcher[Symbol.asyncDispose]();
      this.#dispatcher = null;
    }
  }

  /** The file that opens our end of the channel in a Python, for an application that runs no source given as text (Qube's child_bootstrapper). */
  bootstrapper(): string {
    return pythonBootstrap;
  }

  /** Makes a dispatcher with a running interpreter. @throws {StartError} where it can't be started */
  protected async startDispatcher(): Promise<CommandDispatcher> {
    const { argv, initCommands } = this.childCommand();
    const dispatcher = new CommandDispatcher(this.job.dispatcher);
    dispatcher.events.on("progress", ({ fraction }) => this.#find([{ kind: "progress", fraction }]));
    dispatcher.events.on("output", ({ path }) => this.#find([{ kind: "output", path }]));
    this.#dispatcher = dispatcher;
    await dispatcher.startChild(argv, this.job.signal);
    // Not before: what an application says of itself when it starts is nothing that a command wrote.
    dispatcher.events.on("written", ({ stream, bytes }) => this.parseLogData(stream, bytes));
    await this.#runAll(dispatcher, "initial", initCommands);
    return dispatcher;
  }

  /** @returns whether the job wants something run in this phase */
  hasJobPhaseCommands(phase: "setup" | "teardown"): boolean {
    return this.job[phase].length > 0;
  }

  requestWork(): Promise<WorkAnswer> {
    return this.job.source.requestWork();
  }

  reportWork(work: Work, report: WorkReport): Promise<void> {
    return this.job.source.reportWork(work, report);
  }

  reportJob(status: InstanceStatus, message: string | null): Promise<void> {
    return this.job.source.reportJob(status, message);
  }

  /** Called after each command: what is still unfinished of the last line is looked at as well. */
  logHandler(): void {
    this.#find(this.#scanner.flush());
  }

  /** Called with what is written as it comes: the rules find in it what they look for. */
  parseLogData(stream: StreamName, bytes: Uint8Array): void {
    this.#find(this.#scanner.push(stream, bytes));
  }

  /** What was found so far in the work of the item under way. */
  getLogData(): ResultPackage {
    return this.#findings.package;
  }

  /** Puts what was found beside what is known. */
  updateResultPackage(found: Partial<ResultPackage>): void {
    this.#findings.update(found);
    if (this.#work !== null) this.job.source.noteWork(this.#work, this.getLogData());
  }

  /** @returns what is wrong with the files that the item made, in sentences */
  validateOutputFileSize(startedAt: number): Promise<readonly string[]> {
    const { isNew, ...rules } = this.job.outputs;
    const now = { ...rules, folder: this.#folder(), newerThan: isNew ? startedAt : null };
    return checkOutputs(this.getLogData().outputPaths, now);
  }

  /** What this is, in one line (Qube's printClassInfo). */
  describe(): string {
    const { argv } = this.childCommand();
    return `${this.constructor.name} of job "${this.job.name}": ${argv.join(" ")}`;
  }

  /** Whatever goes wrong, the interpreter is ended. */
  async #workThrough(): Promise<InstanceStatus> {
    try {
      await this.jobSetup();
      return await this.executeWork();
    } catch (error) {
      await this.#dispatcher?.[Symbol.asyncDispose]();
      this.#dispatcher = null;
      // What has failed because we were told to leave is no failure.
      if (this.job.signal.aborted && error instanceof InstanceFailure) return "pending";
      throw error;
    }
  }

  async #do(work: Work): Promise<void> {
    const startedAt = Date.now();
    this.#work = work;
    this.#findings = new ItemFindings();
    const { failure, value } = await this.#runCommands(work);
    if (this.job.signal.aborted) return;
    const refusal = failure === null ? await this.#refusal(startedAt) : null;
    const report: WorkReport = {
      failure: refusal ?? (failure === null ? null : { kind: "command", failure }),
      value,
      resultPackage: this.getLogData(),
      folder: this.#folder(),
    };
    this.#work = null;
    await this.reportWork(work, report);
  }

  /** Up to the first command that fails, or writes what the rules take for an error. */
  async #runCommands(work: Work): Promise<Pick<CommandResult, "failure" | "value">> {
    for (let start = 1; ; start++) {
      const dispatcher = await this.#living();
      this.job.source.beginWork?.(work);
      const result = await this.#runEach(dispatcher, work.commands);
      // It died while nothing was asked of it: that is no failure of this item.
      const isUntouched = result.failure?.kind === "not-begun" && result.begun === 0;
      if (!isUntouched || start === MOST_STARTS) return result;
    }
  }

  async #runEach(
    dispatcher: CommandDispatcher,
    commands: readonly string[],
  ): Promise<Pick<CommandResult, "failure" | "value"> & { readonly begun: number }> {
    let result: Pick<CommandResult, "failure" | "value"> = { failure: null, value: null };
    for (const [begun, command] of commands.entries()) {
      result = await this.#runOne(dispatcher, command);
      if (result.failure !== null || this.getLogData().errors.length > 0) return { ...result, begun };
    }
    return { ...result, begun: commands.length };
  }

  async #refusal(startedAt: number): Promise<WorkReport["failure"]> {
    const [error] = this.getLogData().errors;
    const { problem } = this.#findings;
    const written = error === undefined ? problem : `It wrote what a rule takes for an error: ${error}`;
    const message = written ?? refusalOf(await this.validateOutputFileSize(startedAt));
    return message === null ? null : { kind: "refused", message };
  }

  async #refuse(work: Work, message: string): Promise<void> {
    const failure = { kind: "refused", message } as const;
    const nothing = { value: null, resultPackage: emptyPackage, folder: this.#folder() };
    await this.reportWork(work, { failure, ...nothing });
  }

  #folder(): string {
    return this.#dispatcher?.workingFolder ?? this.job.outputs.folder;
  }

  async #wait(): Promise<void> {
    const { signal, waitingIntervalMs = 5000 } = this.job;
    await sleep(waitingIntervalMs, undefined, { signal }).catch(() => undefined);
  }

  /** The interpreter, or another one where it has died. */
  async #living(): Promise<CommandDispatcher> {
    if (this.#dispatcher !== null && this.#isAlive()) return this.#dispatcher;
    return this.#prepare();
  }

  #isAlive(): boolean {
    return this.#dispatcher?.child?.hasExited() === false && this.#dispatcher.backChannel?.isOpen === true;
  }

  async #prepare(): Promise<CommandDispatcher> {
    await this.#dispatcher?.[Symbol.asyncDispose]();
    this.#dispatcher = null;
    const [work, found] = [this.#work, this.#findings];
    [this.#work, this.#findings] = [null, new ItemFindings()];
    try {
      const dispatcher = await this.startDispatcher();
      await this.#runAll(dispatcher, "setup", this.job.setup);
      return dispatcher;
    } catch (error) {
      throw InstanceFailure.of(error);
    } finally {
      this.#scanner = new LogScanner(this.job.rules);
      [this.#work, this.#findings] = [work, found];
    }
  }

  async #runAll(dispatcher: CommandDispatcher, phase: string, commands: readonly string[]): Promise<void> {
    for (const [index, command] of commands.entries()) {
      const { failure } = await this.#runOne(dispatcher, command);
      const which =
        commands.length === 1
          ? `The ${phase} command`
          : `Command ${index + 1} of ${commands.length} of the ${phase}`;
      if (failure !== null) throw new InstanceFailure(`${which} failed: ${describeFailure(failure)}`);
      const [error] = this.getLogData().errors;
      if (error !== undefined)
        throw new InstanceFailure(`${which} wrote what a rule takes for an error: ${error}`);
    }
  }

  /** What went wrong is told where it would be looked for: among what the command wrote. */
  async #runOne(dispatcher: CommandDispatcher, command: string): Promise<CommandResult> {
    const result = await dispatcher.run(command, { signal: this.job.signal });
    this.logHandler();
    const { failure } = result;
    if (failure?.kind === "raised") dispatcher.append("stderr", failure.error.trace);
    return result;
  }

  #find(findings: ReturnType<LogScanner["flush"]>): void {
    if (findings.length > 0) this.updateResultPackage(this.#findings.with(findings));
  }
}
