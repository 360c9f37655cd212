import { type ScheduleState, newScheduleState } from "../job/mod.ts";
import type { Store } from "../store/mod.ts";
import type { Schedule } from "./schedule.ts";

/** The timing of a schedule that is not in the configuration: when it is there again, it is timed anew. */
const NOT_TIMED = "";

/**
 * Sees to it that each schedule has a state in the store. One that is timed anew has missed nothing.
 *
 * @returns what is remembered, by id, also of schedules that are not among these any more
 */
export function takeStates(
  store: Store,
  schedules: readonly Schedule[],
  now: number,
): Promise<ReadonlyMap<string, ScheduleState>> {
  // Read where it is written: a guard that closes meanwhile stays closed.
  return store.transact(async (tx) => {
    const states = new Map((await tx.scheduleStates()).map((state) => [state.id, state]));
    const timings = new Map(schedules.map(({ id, timingText }) => [id, timingText]));
    for (const id of new Set([...states.keys(), ...timings.keys()])) {
      const known = states.get(id);
      const timingText = timings.get(id) ?? NOT_TIMED;
      if (known?.timing === timingText) continue;
      const state =
        known === undefined
          ? newScheduleState(id, timingText, now)
          : { ...known, timing: timingText, since: now };
      states.set(id, state);
      await tx.saveScheduleState(state);
    }
    return states;
  });
}
