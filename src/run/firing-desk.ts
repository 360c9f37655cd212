import { type Clock, type Log, RunyardError, formatInstant } from "../core/mod.ts";
import { type Decision, type Firing, type ScheduleState, isEnd } from "../job/mod.ts";
import type { Store, StoreReader, StoreTransaction } from "../store/mod.ts";
import type { DataFolder } from "./data-folder.ts";
import { isDecided, isFinal, passedState } from "./due-instants.ts";
import type { JobIntake, PreparedJob } from "./job-intake.ts";
import type { FiringRequest, FiringResult, FiringWork, MissedSlots } from "./firing-request.ts";
import {
  freeInstant,
  noteTo,
  recordFiring,
  recordSkip,
  skipReason,
  startJob,
  writeFiring,
} from "./record-firing.ts";
import { whileShared } from "./schedule-lock.ts";
import { isOver, settledState } from "./settled-state.ts";

/** What a firing desk works with. */
export interface FiringDeskParts {
  readonly data: DataFolder;
  readonly store: Store;
  readonly intake: JobIntake;
  readonly clock: Clock;
  readonly log: Log;
  /** @throws {RunyardError} `store-full` where nothing more should be begun */
  readonly checkRoom: () => void;
  /** Called when a job was made. */
  readonly wake: () => void;
  /** Ends a job, so that the next may take its place. */
  readonly abort: (job: string) => Promise<unknown>;
}

/** Firings kept of each schedule. */
const FIRINGS_KEPT = 1000;
const TRIM_EVERY = 100;

/**
 * Decides what becomes of a schedule's due instants: each is written with its job in one transaction, in which the guard
 * is looked at as well, so that nothing runs twice at once, whoever asks and whatever died in between.
 */
export class FiringDesk {
  readonly store: Store;
  readonly #parts: FiringDeskParts;
  readonly #written = new Map<string, number>();

  constructor(parts: FiringDeskParts) {
    this.store = parts.store;
    this.#parts = parts;
  }

  /**
   * Decides a due instant.
   *
   * @returns null where it was decided before
   * @throws {RunyardError} `not-allowed` where it runs without a server: nothing is decided yet
   */
  async fire(request: FiringRequest): Promise<FiringResult | null> {
    this.#parts.checkRoom();
    return whileShared(this.#parts, request.schedule, () => this.#fire(request));
  }

  async #fire(request: FiringRequest): Promise<FiringResult | null> {
    const { store, intake } = this.#parts;
    const prepared = await this.#prepare(request);
    const result = await store.transact((tx) => this.#decide(tx, request, prepared));
    if (!(prepared instanceof RunyardError) && result?.job == null) await intake.takeBack(prepared);
    if (result !== null) this.#follow(result);
    if (result !== null && request.overlap === "replace") await this.endReplaced(request.schedule);
    return result;
  }

  /** Records slots for which nothing is started. */
  async miss(schedule: string, missed: MissedSlots): Promise<void> {
    await this.#parts.store.transact(async (tx) => {
      const state = await tx.scheduleState(schedule);
      if (state === undefined || isDecided(state, missed.last, this.#parts.clock.now())) return;
      await this.#recordMissed(tx, schedule, missed);
      await tx.saveScheduleState(passedState(state, missed.last, this.#parts.clock.now()));
    });
  }

  /**
   * Looks whether the last job of a schedule is over; where it is, the guard is lifted.
   *
   * @returns whether nothing of it runs now
   */
  async settle(schedule: string): Promise<boolean> {
    const known = await this.#parts.store.scheduleState(schedule);
    if (known?.isOpen !== true) return true;
    return this.#parts.store.transact(async (tx) => {
      const state = await tx.scheduleState(schedule);
      if (state?.isOpen !== true) return true;
      const settled = await settledState(tx, state);
      if (settled.isOpen) return false;
      await tx.saveScheduleState(settled);
      return true;
    });
  }

  /**
   * Starts the firing that has waited longest, where nothing forbids it any more.
   *
   * @returns what was started
   * @throws {RunyardError} `not-allowed` where the schedule runs without a server
   */
  async startWaiting(work: FiringWork): Promise<FiringResult | null> {
    const [first] = await this.#parts.store.waitingFirings(work.schedule);
    return first === undefined
      ? null
      : whileShared(this.#parts, work.schedule, () => this.#startWaiting(work));
  }

  async #startWaiting(work: FiringWork): Promise<FiringResult | null> {
    const { store, intake } = this.#parts;
    const prepared = await this.#prepare(work);
    const result = await store.transact(async (tx): Promise<FiringResult | null> => {
      const state = await tx.scheduleState(work.schedule);
      const [firing] = await tx.waitingFirings(work.schedule);
      if (state === undefined || firing === undefined) return null;
      const settled = await settledState(tx, state);
      if (settled.isOpen || (work.isSerial && (await othersRun(tx, work.schedule)))) return null;
      if (prepared instanceof RunyardError) {
        const refused: Firing = { ...firing, decision: "refused", reason: prepared.message };
        await tx.saveFiring(refused);
        return { firing: refused, job: null };
      }
      const started = { ...firing, job: prepared.id };
      await tx.saveFiring(started);
      return { firing: started, job: await startJob(tx, settled, prepared) };
    });
    if (!(prepared instanceof RunyardError) && result?.job == null) await intake.takeBack(prepared);
    if (result !== null) this.#follow(result);
    return result;
  }

  /** Ends the last job of a schedule where another is to take its place; who decided that may have been killed since. */
  async endReplaced(schedule: string): Promise<void> {
    const { store, abort } = this.#parts;
    // In this order: while it still waits, the last job is the one that is in its way.
    const state = await store.scheduleState(schedule);
    const waiting = await store.waitingFirings(schedule);
    if (state?.lastJob == null || !state.isOpen || !waiting.some(isReplacing)) return;
    const job = await store.job(state.lastJob);
    if (job === undefined || isEnd(job.phase)) return;
    await abort(job.id).catch((error: unknown) => {
      if (!(error instanceof RunyardError && error.code === "not-found")) throw error;
    });
  }

  /** Gives up what waits for a schedule's turn. */
  async dropWaiting(schedule: string, reason: string): Promise<void> {
    await this.#parts.store.transact(async (tx) => {
      for (const firing of await tx.waitingFirings(schedule))
        await tx.saveFiring({ ...firing, decision: "skipped", reason });
    });
  }

  /**
   * Changes what is remembered of a schedule.
   *
   * @param also is written with it, in one transaction
   * @returns what is remembered now
   */
  change(
    id: string,
    make: (state: ScheduleState) => ScheduleState,
    also: (tx: StoreTransaction) => Promise<unknown> = async () => undefined,
  ): Promise<ScheduleState | undefined> {
    return this.#parts.store.transact(async (tx) => {
      const state = await tx.scheduleState(id);
      if (state === undefined) return undefined;
      const next = make(state);
      await tx.saveScheduleState(next);
      await also(tx);
      return next;
    });
  }

  /** Tells those who watch a job something of its schedule. */
  async note(job: string, message: string): Promise<void> {
    await this.#parts.store.transact(async (tx) => noteTo(tx, job, message, this.#parts.clock.now()));
  }

  /** A request that can't become a job is decided as well: the reason stands in its place. */
  async #prepare(work: FiringWork): Promise<PreparedJob | RunyardError> {
    const { type, parameters, schedule } = work;
    try {
      const request = { type, parameters, files: [], owner: null, runId: schedule, run: true };
      return await this.#parts.intake.prepare(request);
    } catch (error) {
      if (error instanceof RunyardError && ["bad-parameter", "not-found"].includes(error.code)) return error;
      throw error;
    }
  }

  async #decide(
    tx: StoreTransaction,
    request: FiringRequest,
    prepared: PreparedJob | RunyardError,
  ): Promise<FiringResult | null> {
    const now = this.#parts.clock.now();
    const known = await tx.scheduleState(request.schedule);
    if (known === undefined) return null;
    const { isManual, schedule } = request;
    if (!isManual && isDecided(known, request.due, now)) return null;
    const due = isManual ? await freeInstant(tx, schedule, request.due) : request.due;
    if (!isManual && isFinal(await tx.firing(schedule, due), now)) return null;
    if (request.missed != null) await this.#recordMissed(tx, schedule, request.missed);
    const state = await settledState(tx, known);
    const passed = isManual ? state : passedState(state, due, now);
    const { isLate } = request;
    const firing: Firing = {
      ...{ schedule, due, until: due, count: 1, at: now, isManual, isLate },
      ...{ decision: "fired", reason: null, job: null },
    };
    if (prepared instanceof RunyardError) {
      await tx.saveScheduleState({ ...passed, failures: passed.failures + 1 });
      return recordFiring(tx, { ...firing, decision: "refused", reason: prepared.message });
    }
    const decision = await this.#decisionFor(tx, request, state);
    if (decision === "fired") {
      const fired = { ...firing, job: prepared.id };
      await writeFiring(tx, fired);
      return { firing: fired, job: await startJob(tx, passed, prepared) };
    }
    if (decision !== "skipped") {
      await tx.saveScheduleState(passed);
      return recordFiring(tx, { ...firing, decision });
    }
    await tx.saveScheduleState({ ...passed, skipped: state.skipped + 1 });
    const oneWaits = (await tx.waitingFirings(schedule)).length > 0;
    return recordSkip(tx, { ...firing, decision, reason: skipReason(state, oneWaits) });
  }

  async #decisionFor(tx: StoreTransaction, request: FiringRequest, state: ScheduleState): Promise<Decision> {
    const waiting = await tx.waitingFirings(request.schedule);
    const mayStart =
      !state.isOpen && waiting.length === 0 && !(request.isSerial && (await othersRun(tx, request.schedule)));
    if (mayStart) return "fired";
    if (request.isBacklog === true) return "queued";
    // One waits; what comes after it has nothing to add.
    if (waiting.length > 0) return "skipped";
    // It is its turn that it waits for, not its own last job.
    if (!state.isOpen || request.overlap === "queue") return "queued";
    return request.overlap === "replace" ? "replaced" : "skipped";
  }

  async #recordMissed(tx: StoreTransaction, schedule: string, missed: MissedSlots): Promise<void> {
    if ((await tx.firing(schedule, missed.first)) !== undefined) return;
    await tx.insertFiring({
      ...{ schedule, due: missed.first, until: missed.last, count: missed.count, job: null },
      ...{ at: this.#parts.clock.now(), isManual: false, isLate: true, decision: "missed" },
      reason: "It could not be started in time",
    });
  }

  /** What is to be said and done when a decision is recorded. */
  #follow({ firing, job }: FiringResult): void {
    const { log, wake } = this.#parts;
    if (job !== null) wake();
    const { schedule, due, count, decision, reason } = firing;
    if (decision === "skipped" && !firing.isManual && isTold(count)) {
      const times = count === 1 ? "" : `, ${count} times in a row now`;
      log.warn(`schedule "${schedule}" skipped ${formatInstant(due)}${times}: ${reason}`);
    }
    if (decision === "refused")
      log.error(`schedule "${schedule}" could not run at ${formatInstant(due)}: ${reason}`);
    const written = (this.#written.get(schedule) ?? 0) + 1;
    this.#written.set(schedule, written);
    if (written % TRIM_EVERY === 0)
      void this.#parts.store.transact((tx) => tx.trimFirings(schedule, FIRINGS_KEPT)).catch(() => {});
  }
}

function isReplacing({ decision }: Firing): boolean {
  return decision === "replaced";
}

/** The first skip is told, then fewer and fewer of them: 10, 100, 1000. */
function isTold(count: number): boolean {
  return /^10*$/.test(String(count));
}

/** Whether the job of another schedule runs. */
async function othersRun(tx: StoreReader, schedule: string): Promise<boolean> {
  for (const id of await tx.openSchedules()) {
    if (id === schedule) continue;
    const { lastJob = null } = (await tx.scheduleState(id)) ?? {};
    if (lastJob !== null && !(await isOver(tx, lastJob))) return true;
  }
  return false;
}
