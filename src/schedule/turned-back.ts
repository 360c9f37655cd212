import type { ScheduleState } from "../job/mod.ts";

/** What is remembered where the clock went back: an interval goes on from now, a decided instant of the calendar stays so. */
export function turnedBack(state: ScheduleState, now: number, isEvery: boolean): ScheduleState {
  const since = Math.min(state.since, now);
  const lastDue = isEvery && state.lastDue !== null ? Math.min(state.lastDue, now) : state.lastDue;
  return { ...state, since, lastDue };
}
