import type { Firing, ScheduleState } from "../job/mod.ts";

/** Who set the clock a day ahead, and back again, wants instants fired that seem to be past. */
const CLOCK_SLIP_MS = 86_400_000;

/** Whether a due instant was dealt with. */
export function isDecided({ lastDue }: ScheduleState, due: number, now: number): boolean {
  return lastDue !== null && due <= lastDue && lastDue - now <= CLOCK_SLIP_MS;
}

/** Whether a row stands for its due instant for good: what a clock that was ahead took for missed may still come. */
export function isFinal(firing: Firing | undefined, now: number): boolean {
  return firing !== undefined && !(firing.decision === "missed" && firing.until > now);
}

/** What is remembered when a due instant is dealt with. */
export function passedState(state: ScheduleState, due: number, now: number): ScheduleState {
  const { lastDue } = state;
  const isSlip = lastDue !== null && lastDue - now > CLOCK_SLIP_MS;
  return { ...state, lastDue: lastDue === null || isSlip ? due : Math.max(lastDue, due) };
}
