import { RunyardError, messageOf } from "../core/mod.ts";
import { type Firing, type Phase, type ScheduleState, newScheduleState } from "../job/mod.ts";
import {
  type Execution,
  type ScheduleDetail,
  type ScheduleRunner,
  type ScheduleStatus,
  mergedProperties,
  noSuchSchedule,
} from "../run/mod.ts";
import type { StoreReader } from "../store/mod.ts";
import { checkDeadline, duesToCheck, duesToWatch } from "./deadline.ts";
import { firingPlan } from "./firing-plan.ts";
import { lowerFirst } from "./lower-first.ts";
import { OpenJobs } from "./open-jobs.ts";
import type { PassedDues } from "./passed-dues.ts";
import type { Schedule } from "./schedule.ts";
import { ScheduleEntry } from "./schedule-entry.ts";
import { scheduleStatus } from "./schedule-status.ts";
import type { SchedulerOptions } from "./scheduler-options.ts";
import { takeStates } from "./take-states.ts";
import { turnedBack } from "./turned-back.ts";
import { WakeHeap } from "./wake-heap.ts";
import { WorkQueues } from "./work-queues.ts";

/** It never sleeps longer, so that a clock that jumps is seen. */
const LONGEST_SLEEP_MS = 30_000;
/** A clock that goes back by less is being set right bit by bit. */
const BACK_MS = 1000;
const RETRY_MS = 5000;
/** An hourly one for a week. */
const NEXT_SHOWN = 200;
const FIRINGS_SHOWN = 60;

/** Something to be done at an instant: a schedule is due, or is to have succeeded. */
interface Planned {
  readonly at: number;
  readonly entry: ScheduleEntry;
  readonly version: number;
  /** Null: it is due; else: whether the one that was due then has succeeded. */
  readonly deadlineOf: number | null;
}

/** Starts jobs by the clock: one timer over all schedules. What becomes of each due instant is decided at the firing desk. */
export class Scheduler implements ScheduleRunner {
  readonly #parts: SchedulerOptions;
  readonly #heap = new WakeHeap<Planned>();
  #entries = new Map<string, ScheduleEntry>();
  readonly #queues: WorkQueues;
  readonly #open: OpenJobs;
  #isSerial: boolean;
  #startedAt = 0;
  #seenAt = 0;
  #cancelTimer: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  #isClosed = false;

  constructor(options: SchedulerOptions) {
    this.#parts = options;
    this.#isSerial = options.isSerial;
    this.#queues = new WorkQueues(options.log);
    this.#open = new OpenJobs({
      ...{ desk: options.desk, timer: options.timer, queues: this.#queues },
      workOf: (id) => this.#entries.get(id)?.work(this.#isSerial),
      isSerial: () => this.#isSerial,
    });
  }

  async begin(): Promise<void> {
    const { clock, desk, schedules, prepare } = this.#parts;
    await prepare?.();
    this.#seenAt = this.#startedAt = clock.now();
    this.#unsubscribe = desk.store.onEvents((events) => this.#open.hear(events));
    await this.#take(schedules);
    for (const id of await desk.store.openSchedules()) this.#open.look(id);
    for (const id of new Set((await desk.store.waitingFirings()).map(({ schedule }) => schedule)))
      this.#open.pickUp(id);
    this.#wake();
  }

  /** Takes other schedules. Those that are there still keep their guards and what is known of them, by their ids. */
  async reload(schedules: readonly Schedule[], isSerial: boolean): Promise<void> {
    this.#cancelTimer?.();
    await this.idle();
    this.#isSerial = isSerial;
    await this.#take(schedules);
    this.#wake();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#open.close();
    this.#cancelTimer?.();
    this.#unsubscribe?.();
    await this.idle();
  }

  get isIdle(): boolean {
    return this.#queues.isIdle;
  }

  /** Fulfilled when nothing is under way. */
  idle(): Promise<void> {
    return this.#queues.idle();
  }

  async list(): Promise<readonly ScheduleStatus[]> {
    const states = await this.#parts.desk.store.scheduleStates();
    const byId = new Map(states.map((state) => [state.id, state]));
    return [...this.#entries.values()].map((entry) => scheduleStatus(entry, byId.get(entry.id)));
  }

  async one(id: string): Promise<ScheduleDetail> {
    const entry = this.#entry(id);
    const { store } = this.#parts.desk;
    const state = await store.scheduleState(entry.id);
    const firings = await store.firings(entry.id, FIRINGS_SHOWN);
    const { properties } = entry.schedule;
    return {
      ...scheduleStatus(entry, state),
      nextDue: entry.nextDues(this.#parts.clock.now(), NEXT_SHOWN),
      firings: await Promise.all(firings.map(async (one) => ({ ...one, phase: await phaseOf(store, one) }))),
      properties: mergedProperties(properties, state?.properties ?? {}),
    };
  }

  pause(id: string): Promise<ScheduleDetail> {
    return this.#setPaused(id, (state) => ({ ...state, paused: true }));
  }

  resume(id: string): Promise<ScheduleDetail> {
    return this.#setPaused(id, (state) => ({ ...state, paused: false, since: this.#parts.clock.now() }));
  }

  async execute(id: string): Promise<Execution> {
    const entry = this.#entry(id);
    const { desk, clock } = this.#parts;
    await desk.settle(entry.id);
    const work = entry.work(this.#isSerial);
    const result = await desk.fire({ ...work, due: clock.now(), isManual: true, isLate: false });
    if (result === null) throw noSuchSchedule(id, [...this.#entries.keys()]);
    const { firing, job } = result;
    this.#open.remember(result);
    if (firing.decision !== "skipped" && firing.decision !== "refused") return { firing, job };
    const code = firing.decision === "refused" ? "bad-parameter" : "not-allowed";
    throw new RunyardError(
      code,
      `Cannot execute the schedule "${entry.id}": ${lowerFirst(firing.reason ?? "")}`,
    );
  }

  async #setPaused(id: string, make: (state: ScheduleState) => ScheduleState): Promise<ScheduleDetail> {
    const entry = this.#entry(id);
    const state = await this.#parts.desk.change(entry.id, make);
    if (state !== undefined) entry.rearm(state, this.#parts.clock.now());
    this.#plan(entry);
    this.#sleep();
    return this.one(id);
  }

  /** @throws {RunyardError} `not-found` */
  #entry(id: string): ScheduleEntry {
    const own = this.#entries.get(id.slice(id.lastIndexOf("#") + 1));
    if (own !== undefined && (id === own.id || id.endsWith(own.schedule.fullId))) return own;
    throw noSuchSchedule(id, [...this.#entries.keys()]);
  }

  /** Makes the entries, with a state in the store for each. */
  async #take(schedules: readonly Schedule[]): Promise<void> {
    const { clock, desk } = this.#parts;
    const now = clock.now();
    const states = await takeStates(desk.store, schedules, now);
    this.#heap.clear();
    this.#entries = new Map();
    for (const schedule of schedules) {
      const state = states.get(schedule.id) ?? newScheduleState(schedule.id, schedule.timingText, now);
      const entry = new ScheduleEntry(schedule, state, { startedAt: this.#startedAt, now });
      this.#entries.set(schedule.id, entry);
      this.#plan(entry);
      for (const due of await duesToCheck(desk.store, schedule, state)) this.#planDeadline(entry, due);
    }
    // What runs of schedules that are gone is waited for as well, where all run one after another.
    for (const { id, lastJob, isOpen } of states.values())
      if (isOpen && lastJob !== null) this.#open.add(lastJob, id);
    for (const { schedule } of await desk.store.waitingFirings())
      if (!this.#entries.has(schedule))
        await desk.dropWaiting(schedule, "The schedule is not in the configuration any more");
  }

  #plan(entry: ScheduleEntry, notBefore = 0): void {
    const at = entry.wakeAt();
    if (at === null) return;
    const { version } = entry;
    this.#heap.push({ at: Math.max(at, notBefore), entry, version, deadlineOf: null });
  }

  #planDeadline(entry: ScheduleEntry, due: number, notBefore = 0): void {
    const at = Math.max(due + (entry.schedule.deadlineMs ?? 0), notBefore);
    this.#heap.push({ at, entry, version: entry.version, deadlineOf: due });
  }

  #sleep(): void {
    this.#cancelTimer?.();
    if (this.#isClosed) return;
    const wait = (this.#heap.first?.at ?? Infinity) - this.#parts.clock.now();
    const delayMs = Math.max(0, Math.min(wait, LONGEST_SLEEP_MS));
    this.#cancelTimer = this.#parts.timer.after(delayMs, () => this.#wake());
  }

  #wake(): void {
    if (this.#isClosed) return;
    const now = this.#parts.clock.now();
    if (now < this.#seenAt - BACK_MS) this.#clockWentBack(now);
    this.#seenAt = now;
    for (let first = this.#heap.first; first !== undefined && first.at <= now; first = this.#heap.first) {
      this.#heap.pop();
      if (this.#entries.get(first.entry.id) === first.entry) this.#do(first, now);
    }
    this.#open.sweep(now);
    this.#sleep();
  }

  #do({ entry, version, deadlineOf }: Planned, now: number): void {
    if (deadlineOf !== null) {
      this.#queues.add(entry.id, () => this.#checkDeadline(entry, deadlineOf));
      return;
    }
    if (version !== entry.version) return;
    const passed = entry.take(now);
    // Planned again before it runs: what it does then never delays the next one.
    this.#plan(entry);
    if (passed !== null) this.#queues.add(entry.id, () => this.#fire(entry, passed, now));
  }

  async #fire(entry: ScheduleEntry, passed: PassedDues, now: number): Promise<void> {
    const { desk, log, clock } = this.#parts;
    try {
      const work = entry.work(this.#isSerial);
      const { firings, missed } = firingPlan(entry, passed, { now, startedAt: this.#startedAt });
      if (firings.length === 0 && missed !== null) await desk.miss(entry.id, missed);
      for (const [index, firing] of firings.entries()) {
        const before = index === 0 ? missed : null;
        const result = await desk.fire({ ...work, ...firing, isManual: false, missed: before });
        if (result !== null) this.#open.remember(result);
      }
      if (missed !== null) {
        const count = `${missed.count} due ${missed.count === 1 ? "instant" : "instants"}`;
        log.warn(`schedule "${entry.id}" missed ${count}: nothing was started in time`);
      }
      entry.trouble = null;
      for (const due of duesToWatch(entry.schedule, passed.last, firings, now))
        this.#planDeadline(entry, due);
      this.#sleep();
    } catch (error) {
      if (this.#isClosed) return;
      const trouble = messageOf(error);
      if (trouble !== entry.trouble)
        log.error(`schedule "${entry.id}" could not be fired, and is tried again: ${trouble}`);
      entry.trouble = trouble;
      entry.giveBack(passed);
      entry.version++;
      this.#plan(entry, clock.now() + RETRY_MS);
      this.#sleep();
    }
  }

  async #checkDeadline(entry: ScheduleEntry, due: number): Promise<void> {
    try {
      await checkDeadline(this.#parts.desk, entry.schedule, due, this.#parts);
    } catch (error) {
      if (this.#isClosed) return;
      this.#planDeadline(entry, due, this.#parts.clock.now() + RETRY_MS);
      this.#sleep();
      throw error;
    }
  }

  #clockWentBack(now: number): void {
    const { log, desk } = this.#parts;
    log.warn(`the clock went back by ${Math.round((this.#seenAt - now) / 1000)} s`);
    this.#startedAt = Math.min(this.#startedAt, now);
    for (const entry of this.#entries.values()) {
      this.#queues.add(entry.id, async () => {
        const isEvery = entry.schedule.timing.kind === "every";
        const state = await desk.change(entry.id, (old) => turnedBack(old, now, isEvery));
        if (state !== undefined) entry.rearm(state, now);
        this.#plan(entry);
        this.#sleep();
      });
    }
  }
}

async function phaseOf(store: StoreReader, { job }: Firing): Promise<Phase | null> {
  return job === null ? null : ((await store.job(job))?.phase ?? null);
}
