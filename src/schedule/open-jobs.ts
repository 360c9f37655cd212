import { type Timer, messageOf } from "../core/mod.ts";
import { type JobEvent, isEnd } from "../job/mod.ts";
import type { FiringDesk, FiringResult, FiringWork } from "../run/mod.ts";
import type { WorkQueues } from "./work-queues.ts";

/** What the watch over the jobs of schedules works with. */
export interface OpenJobsParts {
  readonly desk: FiringDesk;
  readonly timer: Timer;
  readonly queues: WorkQueues;
  /** The work of a schedule; undefined where the configuration has it no more. */
  readonly workOf: (schedule: string) => FiringWork | undefined;
  /** Whether the jobs of all schedules run one after another. */
  readonly isSerial: () => boolean;
}

/** What was aborted, or deleted while it ran, says nothing at its end. */
const POLL_MS = 200;
/** Whatever was not heard of is found within this time. */
const SWEEP_MS = 30_000;
/** How long it is before what could not be started is tried again. */
const RETRY_MS = 5000;

/** The jobs of schedules that may still run: where one is over, its guard is lifted, and what waits for that begins. */
export class OpenJobs {
  readonly #parts: OpenJobsParts;
  /** Their schedules. */
  readonly #jobs = new Map<string, string>();
  /** Why what waits for schedules could not be started last. */
  readonly #troubles = new Map<string, string>();
  #sweptAt = 0;
  #isClosed = false;

  constructor(parts: OpenJobsParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#isClosed = true;
  }

  add(job: string, schedule: string): void {
    this.#jobs.set(job, schedule);
  }

  remember({ firing, job }: FiringResult): void {
    if (job !== null) this.add(job.id, firing.schedule);
  }

  /** Looks at a schedule's last job when what is under way for it is done. */
  look(schedule: string): void {
    if (!this.#isClosed) this.#parts.queues.add(schedule, () => this.#settle(schedule));
  }

  /** Starts what waited for a schedule when the last server ended, and ends what was in its way. */
  pickUp(schedule: string): void {
    this.#parts.queues.add(schedule, () => this.#parts.desk.endReplaced(schedule));
    this.look(schedule);
  }

  hear(events: readonly JobEvent[]): void {
    if (this.#jobs.size === 0) return;
    for (const { job, change } of events) {
      const schedule = this.#jobs.get(job);
      const isLast =
        change.kind === "deleted" ||
        (change.kind === "phase" && isEnd(change.to)) ||
        (change.kind === "attempt" && change.phase === "ended");
      if (schedule !== undefined && isLast) this.look(schedule);
    }
  }

  /** Looks at all of them, now and then. */
  sweep(now: number): void {
    if (this.#jobs.size === 0 || Math.abs(now - this.#sweptAt) < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const schedule of new Set(this.#jobs.values())) this.look(schedule);
  }

  async #settle(schedule: string): Promise<void> {
    if (this.#isClosed) return;
    const { desk } = this.#parts;
    const open = [...this.#jobs].filter(([, id]) => id === schedule).map(([job]) => job);
    if (await desk.settle(schedule)) {
      const state = await desk.store.scheduleState(schedule);
      for (const job of open) if (job !== state?.lastJob || !state.isOpen) this.#jobs.delete(job);
      await this.#tryWaiting(schedule);
      return;
    }
    const job = await desk.store.job(open.at(-1) ?? "");
    if (job !== undefined && (job.deleted || isEnd(job.phase)))
      this.#parts.timer.after(POLL_MS, () => this.look(schedule));
  }

  /** What can't be started is tried again; why is told once, not each time. */
  async #tryWaiting(schedule: string): Promise<void> {
    try {
      await this.#startWaiting(schedule);
      this.#troubles.delete(schedule);
    } catch (error) {
      this.#parts.timer.after(RETRY_MS, () => this.look(schedule));
      const trouble = messageOf(error);
      if (this.#troubles.get(schedule) === trouble) return;
      this.#troubles.set(schedule, trouble);
      throw error;
    }
  }

  /** What waits for this schedule's last job to end; where all run one after another, whoever has waited longest. */
  async #startWaiting(schedule: string): Promise<void> {
    const { desk, isSerial, workOf } = this.#parts;
    for (const { schedule: id } of await desk.store.waitingFirings(isSerial() ? undefined : schedule)) {
      const work = workOf(id);
      const result = work === undefined ? null : await desk.startWaiting(work);
      if (result !== null) this.remember(result);
      if (result?.job != null) return;
    }
  }
}
