import type { Clock } from "../core/mod.ts";
import { type Attempt, type Item, type Job, type Outcome, type Result, isEnd, jobError } from "../job/mod.ts";
import type { Store, StoreTransaction } from "../store/mod.ts";
import type { EndReport, FoundFile, HandedItem, ItemNote, ItemReportWithFiles } from "./agent-protocol.ts";
import { attemptNotes, unnamedFilesNote } from "./attempt-notes.ts";
import { changePhase } from "./change-phase.ts";
import { concludeJob } from "./conclude-job.ts";
import { isHopeless } from "./hopeless-job.ts";
import { type ItemEnd, endItem } from "./item-end.ts";
import { recordNote } from "./item-note.ts";
import { removeJob } from "./remove-job.ts";
import { type ItemsAsked, heldItems, tryOf } from "./held-items.ts";
import { resultPrefix } from "./result-prefix.ts";
import { ReportedFiles, placeOfItem } from "./reported-files.ts";
import type { ResultFiles } from "./result-files.ts";
import type { Runner } from "./runner.ts";

/**
 * What agents report, written into the store. Every report may come twice (its answer was lost, or an agent died after
 * sending it) and may be late: what was recorded once is not recorded again, and a superseded attempt changes nothing.
 */
export class AttemptReports {
  readonly #store: Store;
  readonly #files: ResultFiles;
  readonly #clock: Clock;
  readonly #runners: ReadonlyMap<string, Runner>;
  readonly #reported: ReportedFiles;

  constructor(store: Store, files: ResultFiles, clock: Clock, runners: ReadonlyMap<string, Runner>) {
    this.#store = store;
    this.#files = files;
    this.#clock = clock;
    this.#runners = runners;
    this.#reported = new ReportedFiles(files);
  }

  /** The identity of an attempt was seen: from now on what it runs is in charge of its own end. @returns its job, where that goes on */
  async started(id: string, report: { readonly pid: number; readonly at: number }): Promise<Job | undefined> {
    return this.#store.transact(async (tx) => {
      const attempt = await tx.attempt(id);
      if (attempt === undefined || attempt.phase === "ended") return undefined;
      const phase = attempt.phase === "claimed" ? "running" : attempt.phase;
      await tx.saveAttempt({ ...attempt, phase, pid: report.pid, startedAt: report.at });
      const job = await tx.job(attempt.job);
      if (job === undefined || isEnd(job.phase)) return undefined;
      if (job.startedAt === null) await tx.saveJob({ ...job, startedAt: report.at });
      await tx.append({
        job: job.id,
        at: report.at,
        change: { kind: "attempt", attempt: id, phase: "running" },
      });
      return job;
    });
  }

  /** Items that an instance host has done, and those that it holds after that; none where there is no more to do. */
  async next(
    id: string,
    reports: readonly ItemReportWithFiles[],
    ask: ItemsAsked,
    attemptFolder: string,
  ): Promise<readonly HandedItem[]> {
    const known = await this.#store.attempt(id);
    if (known === undefined || known.phase === "ended") return [];
    const found = await this.#reported.publishItems(reports, known, attemptFolder);
    const again = new Set<string>();
    const held = await this.#store.transact(async (tx) => {
      const attempt = await tx.attempt(id);
      if (attempt === undefined || attempt.phase === "ended") return [];
      for (const report of found) await this.#recordItem(tx, attempt, report, again);
      return heldItems(tx, attempt, ask, this.#clock.now());
    });
    await this.#reported.forget(known, again);
    return held;
  }

  /** What is known of a running item has grown. */
  async noted(note: ItemNote): Promise<void> {
    await this.#store.transact((tx) => recordNote(tx, note, this.#clock.now()));
  }

  /** The end of an attempt: nothing of it is left, its items and its job follow. */
  async ended(sent: EndReport, output: Uint8Array, attemptFolder: string): Promise<void> {
    const known = await this.#store.attempt(sent.attempt);
    if (known === undefined || known.phase === "ended") return;
    const report = await this.#reported.publish(sent, known, attemptFolder);
    const again = new Set<string>();
    const emptied = await this.#store.transact(async (tx) => {
      const attempt = await tx.attempt(report.attempt);
      const job = attempt === undefined ? undefined : await tx.job(attempt.job);
      if (attempt === undefined || job === undefined || attempt.phase === "ended") return undefined;
      const ended = await this.#recordEnd(tx, attempt, report, output);
      // Whoever reports is heard again; what is left of the job may go on.
      if (job.phase === "UNKNOWN" && !job.deleted) await changePhase(tx, job, "EXECUTING", this.#clock.now());
      if (job.deleted) return (await this.#removeWhenLast(tx, job)) ? job : undefined;
      if (attempt.item === null) {
        for (const item of report.items) await this.#recordItem(tx, ended, item, again);
        for (const item of await tx.itemsOf(attempt.id)) await this.#endAbandoned(tx, job, item, report);
        if (await isHopeless(tx, job.id)) await this.#failWaiting(tx, job, report);
      } else {
        await this.#recordOnlyItem(tx, job, ended, report);
      }
      await concludeJob(tx, job.id, report, this.#subjectOf(job));
      return job.phase === "ARCHIVED" && (await this.#emptyWhenLast(tx, job)) ? job : undefined;
    });
    await this.#reported.forget(known, again);
    if (emptied?.deleted === true) await removeJob(this.#store, this.#files, emptied.id);
    else if (emptied !== undefined) await this.#files.remove(emptied.id);
  }

  async #recordEnd(
    tx: StoreTransaction,
    attempt: Attempt,
    report: EndReport,
    output: Uint8Array,
  ): Promise<Attempt> {
    const ended: Attempt = {
      ...attempt,
      phase: "ended",
      startedAt: report.startedAt ?? attempt.startedAt,
      endedAt: report.endedAt,
      pid: report.pid ?? attempt.pid,
      outcome: report.outcome,
      usage: report.usage,
      output: report.outputEnclosed ? "store" : "file",
      stdoutBytes: report.stdoutBytes,
      stderrBytes: report.stderrBytes,
    };
    await tx.saveAttempt(ended);
    if (report.outputEnclosed) {
      const cut = report.stdoutBytes;
      if (cut > 0) await tx.insertOutput(attempt.id, "stdout", output.subarray(0, cut));
      if (output.length > cut) await tx.insertOutput(attempt.id, "stderr", output.subarray(cut));
    }
    const at = this.#clock.now();
    await tx.append({
      job: attempt.job,
      at,
      change: { kind: "attempt", attempt: attempt.id, phase: "ended" },
    });
    for (const message of attemptNotes(attempt, report))
      await tx.append({ job: attempt.job, at, change: { kind: "note", message } });
    return ended;
  }

  /** Begins to remove it; a large one is removed in more steps. */
  async #removeWhenLast(tx: StoreTransaction, job: Job): Promise<boolean> {
    if (!(await haveAllEnded(tx, job))) return false;
    await tx.removeJob(job.id);
    return true;
  }

  /** A job that was archived while something of it still ran keeps nothing of what that left. */
  async #emptyWhenLast(tx: StoreTransaction, job: Job): Promise<boolean> {
    if (!(await haveAllEnded(tx, job))) return false;
    while (!(await tx.removeResults(job.id)));
    return true;
  }

  async #recordOnlyItem(tx: StoreTransaction, job: Job, attempt: Attempt, report: EndReport): Promise<void> {
    const item = await tx.item(attempt.job, attempt.item ?? 0);
    if (item === undefined || item.attempt !== attempt.id || item.phase !== "running") return;
    const startedAt = report.startedAt ?? item.startedAt;
    const ended = await endItem(tx, job, item, {
      ...wholeOutput,
      outcome: report.outcome,
      startedAt,
      endedAt: report.endedAt,
    });
    if (ended.phase !== "waiting") await this.#insertResults(tx, job, attempt, item, report.files, "");
  }

  /** @param again takes the places of what tries have left that are done again */
  async #recordItem(
    tx: StoreTransaction,
    attempt: Attempt,
    report: ItemReportWithFiles,
    again: Set<string>,
  ): Promise<void> {
    const [job, item] = [await tx.job(attempt.job), await tx.item(attempt.job, report.index)];
    if (job === undefined || item === undefined || item.attempt !== attempt.id || item.phase !== "running")
      return;
    // Told again: what was known of an earlier try says nothing of this one.
    if (tryOf(item) !== report.try) return;
    const ended = await endItem(tx, job, item, report);
    if (ended.phase === "waiting") again.add(placeOfItem(report));
    else await this.#insertResults(tx, job, attempt, item, report.files, `${placeOfItem(report)}/`);
    if (ended.phase === "failed") await this.#noteFailure(tx, job, item, report);
    const { unnamedFiles = 0 } = report;
    if (unnamedFiles > 0) {
      const message = `Item "${item.name}": ${unnamedFilesNote(unnamedFiles)}`;
      await tx.append({ job: job.id, at: report.endedAt, change: { kind: "note", message } });
    }
  }

  /** Items that the attempt took and never reported: they are done again, or failed after their last try. */
  async #endAbandoned(tx: StoreTransaction, job: Job, item: Item, report: EndReport): Promise<void> {
    const outcome = abandonedOutcome(report.outcome);
    await endItem(tx, job, item, {
      outcome,
      startedAt: item.startedAt,
      endedAt: report.endedAt,
      stdout: item.stdout === null ? null : { from: item.stdout.from, to: report.stdoutBytes },
      stderr: item.stderr === null ? null : { from: item.stderr.from, to: report.stderrBytes },
      result: null,
      resultPackage: item.resultPackage,
    });
  }

  async #failWaiting(tx: StoreTransaction, job: Job, report: EndReport): Promise<void> {
    const { endedAt, attempt } = report;
    const outcome = abandonedOutcome(report.outcome);
    for (const item of await tx.items(job.id, { phase: "waiting" })) {
      await tx.saveItem({ ...item, phase: "failed", attempt, outcome, endedAt });
    }
  }

  async #noteFailure(tx: StoreTransaction, job: Job, item: Item, report: ItemReportWithFiles): Promise<void> {
    const { message } = jobError(report.outcome, report.errorTail);
    await tx.append({
      job: job.id,
      at: report.endedAt,
      change: { kind: "note", message: `Item "${item.name}": ${message}` },
    });
  }

  async #insertResults(
    tx: StoreTransaction,
    job: Job,
    attempt: Attempt,
    item: Item,
    files: readonly FoundFile[],
    below: string,
  ): Promise<void> {
    const prefix = job.plan?.hasAgenda === true ? `${resultPrefix(item.name)}/` : "";
    const results = files.map(
      (file): Result => ({
        ...file,
        job: job.id,
        id: `${prefix}${file.path}`,
        attempt: attempt.id,
        item: item.index,
        path: `${below}${file.path}`,
      }),
    );
    if (results.length > 0) await tx.insertResults(results);
  }

  #subjectOf(job: Job): string | undefined {
    return this.#runners.get(job.plan?.runner ?? "")?.subject;
  }
}

async function haveAllEnded(tx: StoreTransaction, job: Job): Promise<boolean> {
  return (await tx.attempts(job.id)).every((attempt) => attempt.phase === "ended");
}

const wholeOutput: Pick<ItemEnd, "stdout" | "stderr" | "result" | "resultPackage"> = {
  stdout: null,
  stderr: null,
  result: null,
  resultPackage: null,
};

/** What happened to an item in whose middle its instance ended: an end by itself is no answer either. */
function abandonedOutcome(outcome: Outcome): Outcome {
  if (outcome.kind === "exit")
    return {
      kind: "lost",
      message: `its instance ended with exit status ${outcome.status} before reporting it`,
    };
  if (outcome.kind === "signal")
    return { kind: "lost", message: `its instance was ended by ${outcome.signal} before reporting it` };
  return outcome;
}
