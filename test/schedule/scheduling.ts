import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSchedules } from "../../src/config/read-schedules.ts";
import type { Clock, Log, Timer } from "../../src/core/mod.ts";
import type { JobType, Phase } from "../../src/job/mod.ts";
import { changePhase } from "../../src/run/change-phase.ts";
import { dataFolder } from "../../src/run/data-folder.ts";
import {
  type FiringDesk,
  type ScheduleRunner,
  lockSchedule,
  noSchedules,
  runners,
} from "../../src/run/mod.ts";
import { type SupervisorParts, makeParts } from "../../src/run/supervisor-parts.ts";
import { type LateFiring, type Schedule, Scheduler } from "../../src/schedule/mod.ts";
import { type Store, openSqliteStore } from "../../src/store/mod.ts";

interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that goes when it is told to, with timers that go by it. */
export class FakeTime implements Clock, Timer {
  #now: number;
  readonly #alarms = new Set<Alarm>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const alarm = { at: this.#now + delayMs, run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Sets the clock without anybody's noticing: timers go on as if nothing was. */
  jump(toMs: number): void {
    const by = toMs - this.#now;
    this.#now = toMs;
    const moved = [...this.#alarms].map(({ at, run }) => ({ at: at + by, run }));
    this.#alarms.clear();
    for (const alarm of moved) this.#alarms.add(alarm);
  }

  /** Lets time pass, alarm by alarm; after each of them all that it began comes to its end. */
  async pass(untilMs: number, settle: () => Promise<void> | null): Promise<void> {
    for (let first = this.#first(); first !== undefined && first.at <= untilMs; first = this.#first()) {
      this.#alarms.delete(first);
      this.#now = Math.max(this.#now, first.at);
      first.run();
      const settled = settle();
      // A million wakes that find nothing to do are not to take a million turns of the loop.
      if (settled !== null) await settled;
    }
    this.#now = Math.max(this.#now, untilMs);
  }

  #first(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) if (first === undefined || alarm.at < first.at) first = alarm;
    return first;
  }
}

/** A store, all that makes jobs of schedules, and a scheduler: everything but agents, by a clock of its own. */
export class Scheduling implements AsyncDisposable {
  readonly time: FakeTime;
  readonly store: Store;
  readonly logged: string[] = [];
  readonly late: LateFiring[] = [];
  /** Whether jobs end as soon as they are made. */
  endsAtOnce = true;
  readonly #folder: string;
  readonly #types = new Map<string, JobType>();
  readonly #desk: FiringDesk;
  readonly #parts: SupervisorParts;
  readonly #endings = new Set<Promise<unknown>>();
  #scheduler: Scheduler | undefined;

  private constructor(folder: string, store: Store, time: FakeTime) {
    this.#folder = folder;
    this.store = store;
    this.time = time;
    const settings = { types: this.#types, concurrent: 4 };
    const desks: FiringDesk[] = [];
    const schedules = (desk: FiringDesk): ScheduleRunner => {
      desks.push(desk);
      return noSchedules;
    };
    const options = { ...settings, dataFolder: folder, uploadLimitBytes: 1, version: "0", clock: time };
    this.#parts = makeParts(
      { ...options, log: this.#log(), schedules },
      { data: dataFolder(folder), store, settings: () => settings },
    );
    this.#parts.ballast.hold(folder);
    const [desk] = desks;
    if (desk === undefined) throw new TypeError("There is no desk");
    this.#desk = desk;
    store.onEvents((events) => {
      for (const { job, change } of events)
        if (this.endsAtOnce && change.kind === "phase" && change.to === "QUEUED") this.#endSoon(job);
    });
  }

  static async open(start: string): Promise<Scheduling> {
    const folder = await mkdtemp(join(tmpdir(), "runyard-scheduling-"));
    const store = await openSqliteStore({ folder, durable: false });
    return new Scheduling(folder, store, new FakeTime(start));
  }

  get scheduler(): Scheduler {
    if (this.#scheduler === undefined) throw new TypeError("No scheduler runs");
    return this.#scheduler;
  }

  /** Starts a scheduler on what is written under `schedules:`, as a server does. */
  async start(schedules: Readonly<Record<string, unknown>>, isSerial = false): Promise<Scheduler> {
    const read = this.#read(schedules);
    const { time, late } = this;
    const parts = { desk: this.#desk, clock: time, timer: time, log: this.#log() };
    this.#scheduler = new Scheduler({
      ...{ ...parts, schedules: read, isSerial },
      late: { record: async (one) => late.push(one), recorded: () => undefined },
    });
    await this.#scheduler.begin();
    await this.settle();
    return this.#scheduler;
  }

  async reload(schedules: Readonly<Record<string, unknown>>): Promise<void> {
    await this.scheduler.reload(this.#read(schedules), false);
  }

  /** Ends the scheduler, as a server that goes away. */
  async stop(): Promise<void> {
    await this.#scheduler?.close();
    this.#scheduler = undefined;
  }

  /** Lets time pass up to an instant. */
  async until(instant: string | number): Promise<void> {
    const until = typeof instant === "string" ? Date.parse(instant) : instant;
    const isIdle = (): boolean => this.#endings.size === 0 && this.#scheduler?.isIdle === true;
    await this.time.pass(until, () => (isIdle() ? null : this.settle()));
  }

  /** Fulfilled when nothing is under way. */
  async settle(): Promise<void> {
    do {
      await this.#scheduler?.idle();
      await Promise.all(this.#endings);
    } while (this.#endings.size > 0);
    await this.#scheduler?.idle();
  }

  /** Takes a schedule as a run without a server does. */
  lock(schedule: string): ReturnType<typeof lockSchedule> {
    return lockSchedule(dataFolder(this.#folder), schedule, "a test", this.time);
  }

  /** Ends a job as its work would. */
  async end(id: string, phase: Phase = "COMPLETED"): Promise<void> {
    const at = this.time.now();
    await this.store.transact(async (tx) => {
      const job = await tx.job(id);
      if (job === undefined) throw new TypeError(`There is no job "${id}"`);
      const running = job.phase === "QUEUED" ? await changePhase(tx, job, "EXECUTING", at) : job;
      await changePhase(tx, running, phase, at);
    });
  }

  /** The job that a schedule has under way; the guard is closed for it. */
  async open(schedule: string): Promise<string> {
    const state = await this.store.scheduleState(schedule);
    if (state?.lastJob == null || !state.isOpen) throw new TypeError(`Nothing of "${schedule}" runs`);
    return state.lastJob;
  }

  /** All firings of a schedule, oldest first, as `decision due`, with how many a row stands for. */
  async story(schedule: string): Promise<readonly string[]> {
    const firings = await this.store.firings(schedule, 1_000_000);
    return firings.toReversed().map(({ due, decision, count, isManual, isLate }) => {
      const notes = [count > 1 ? `×${count}` : "", isManual ? "manual" : "", isLate ? "late" : ""];
      return [
        decision,
        new Date(due).toISOString().replace(/(:00)?\.000Z$/, "Z"),
        ...notes.filter(Boolean),
      ].join(" ");
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#parts.watch.close();
    this.#parts.quotes.close();
    await this.store.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #read(schedules: Readonly<Record<string, unknown>>): readonly Schedule[] {
    const site = { file: join(this.#folder, "runyard.yaml"), types: [], runners: [...runners.values()] };
    const full = Object.entries(schedules).map(([id, raw]) => [
      id,
      { command: ["true"], ...(raw as object) },
    ]);
    const read = readSchedules({ schedules: Object.fromEntries(full) }, { ...site, notify: null });
    if (read.mistakes.length > 0) throw new TypeError(JSON.stringify(read.mistakes));
    for (const { type } of read.schedules) this.#types.set(type.name, type);
    return read.schedules;
  }

  #endSoon(job: string): void {
    const ending = this.end(job).finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  #log(): Log {
    const add = (message: string): void => void this.logged.push(message);
    return { info: add, warn: add, error: add };
  }
}
