import type { LocalTimes } from "./local-times.ts";
import { nextLocal } from "./next-local.ts";
import type { Zone } from "./zone.ts";

/**
 * What changes of the clock do to a schedule.
 *
 * - `vixie`: as cron does. A fixed time that comes twice counts once; one that is left out happens when the clocks have
 *   gone forward, and several of them happen once. An interval goes by the real minutes.
 * - `skip`: a local time that comes twice counts the first time only, one that is left out is left out, as systemd does.
 * - `all`: each time that the clock shows it.
 */
export type DstRule = "vixie" | "skip" | "all";

/** Schedules end with the year 9999. */
const LAST = Date.UTC(10_000, 0);

/** The first instant after another one at which a zone's clocks show one of these times; null where there is none. */
export function nextInstant(times: LocalTimes, zone: Zone, rule: DstRule, after: number): number | null {
  if (after >= LAST) return null;
  const comesTwice = rule === "all" || (rule === "vixie" && !times.isFixed);
  const comesLate = rule === "vixie" && times.isFixed;
  let stretch = zone.stretchAt(after);
  const shown = comesTwice ? -Infinity : stretch.shownUntil - 1;
  let local = nextLocal(times, Math.max(after + stretch.offset, shown));
  while (local !== null) {
    const instant = local - stretch.offset;
    if (instant >= stretch.end) {
      const next = zone.stretchAt(stretch.end);
      const isSetBack = next.offset < stretch.offset;
      if (comesTwice && isSetBack) local = nextLocal(times, next.start + next.offset - 1);
      stretch = next;
    } else if (instant >= stretch.start) {
      return instant;
    } else {
      // The clocks never showed it: they went forward past it, to the start of this stretch.
      if (comesLate) return stretch.start;
      local = nextLocal(times, stretch.start + stretch.offset - 1);
    }
  }
  return null;
}
