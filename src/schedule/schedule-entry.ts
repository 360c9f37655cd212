import type { ScheduleState } from "../job/mod.ts";
import type { FiringWork } from "../run/mod.ts";
import { type PassedDues, passedDues } from "./passed-dues.ts";
import { type Schedule, whenOf } from "./schedule.ts";
import { jitterOf } from "./when/jitter-of.ts";
import type { When } from "./when/when.ts";

/** A clock that went further back was wrong before: what was decided then says nothing of the time that comes. */
const CLOCK_SLIP_MS = 86_400_000;

/** A schedule in a running scheduler: what is due next. */
export class ScheduleEntry {
  readonly schedule: Schedule;
  readonly #startedAt: number;
  #when: When;
  #isPaused = false;
  /** Instants up to this one are dealt with. */
  #after = 0;
  /** Grows when what is planned for it counts no more. */
  version = 0;
  /** Why its last firing could not be recorded, told once; null where it was. */
  trouble: string | null = null;

  constructor(
    schedule: Schedule,
    state: ScheduleState,
    times: { readonly startedAt: number; readonly now: number },
  ) {
    this.schedule = schedule;
    this.#startedAt = times.startedAt;
    this.#when = this.#arm(state, times.now);
  }

  get id(): string {
    return this.schedule.id;
  }

  get words(): string {
    return this.#when.words;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Takes what is remembered of it as the truth, at this instant. */
  rearm(state: ScheduleState, now: number): void {
    this.version++;
    this.#when = this.#arm(state, now);
  }

  /** When it is to be woken; null where it is not. */
  wakeAt(): number | null {
    const due = this.#isPaused ? null : this.#when.next(this.#after);
    return due === null ? null : this.startOf(due);
  }

  /** What has passed up to now, which is dealt with from now on; null where nothing has. */
  take(now: number): PassedDues | null {
    if (this.#isPaused) return null;
    const passed = passedDues(this.#when, this.#after, now, (due) => this.startOf(due) <= now);
    if (passed !== null) this.#after = passed.last;
    return passed;
  }

  /** Takes that back: it is looked at again. */
  giveBack(passed: PassedDues): void {
    this.#after = Math.min(this.#after, passed.first - 1);
  }

  /** The next due instants, so many at most; none while it is paused. */
  nextDues(now: number, most: number): readonly number[] {
    const dues: number[] = [];
    if (this.#isPaused) return dues;
    let due = this.#when.next(Math.max(now, this.#after));
    while (due !== null && dues.length < most) {
      dues.push(due);
      due = this.#when.next(due);
    }
    return dues;
  }

  /** When what is due at an instant is to be started. */
  startOf(due: number): number {
    const { jitterMs, id } = this.schedule;
    return jitterMs === 0 ? due : due + jitterOf(id, due, jitterMs, this.#when.next(due));
  }

  work(isSerial: boolean): FiringWork {
    const { id, type, parameters, overlap } = this.schedule;
    return { schedule: id, type: type.name, parameters, overlap, isSerial };
  }

  #arm(state: ScheduleState, now: number): When {
    const { since, paused } = state;
    this.#isPaused = paused ?? this.schedule.isPaused;
    const isEvery = this.schedule.timing.kind === "every";
    const lastDue = state.lastDue === null ? null : isEvery ? Math.min(state.lastDue, now) : state.lastDue;
    const last = lastDue !== null && lastDue - now > CLOCK_SLIP_MS ? now : lastDue;
    this.#after = Math.max(last ?? 0, Math.min(since, now));
    return whenOf(this.schedule, { since: Math.min(since, now), startedAt: this.#startedAt, lastDue: last });
  }
}
