import { messageOf } from "../core/mod.ts";
import type { Mistake } from "../job/mod.ts";
import {
  type Bounds,
  type Timing,
  type When,
  readEvery,
  whenAt,
  whenCron,
  whenEvery,
  withBounds,
  zoneOf,
} from "../schedule/mod.ts";
import { readInstant } from "./schedule-instant.ts";
import type { WrittenSchedule } from "./schedule-schema.ts";

/** When a schedule is due, and between which instants; null where that can't be read. */
export interface TimingRead {
  readonly timing: { readonly timing: Timing; readonly bounds: Bounds } | null;
  readonly mistakes: readonly Mistake[];
}

const WAYS = ["at", "every", "cron"] as const;

/** Reads when a schedule is due. The paths of its mistakes begin with the key. */
export function readTiming(written: WrittenSchedule): TimingRead {
  const mistakes: Mistake[] = [];
  const tried = <T>(key: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
      mistakes.push({ path: [key], message: messageOf(error), about: "value" });
      return undefined;
    }
  };
  const [way, second] = WAYS.filter((key) => written[key] !== undefined);
  if (way === undefined)
    mistakes.push({
      path: [],
      message: "expected one of the keys at, every, cron; found none",
      about: "key",
    });
  if (second !== undefined)
    mistakes.push({
      path: [second],
      message: `expected one of at, every, cron; found ${way} and ${second}`,
      about: "key",
    });
  const { timezone, start, end } = written;
  const isZone = tried("timezone", () => zoneOf(timezone)) !== undefined;
  const zone = isZone ? timezone : "UTC";
  const timing = way === undefined ? undefined : tried(way, () => timingOf(written, zone));
  const from = start === undefined ? undefined : tried("start", () => readInstant(start, zone, false));
  const until = end === undefined ? undefined : tried("end", () => readInstant(end, zone, true));
  const bounds = { ...(from !== undefined && { start: from }), ...(until !== undefined && { end: until }) };
  if (timing === undefined || mistakes.length > 0) return { timing: null, mistakes };
  return { timing: { timing, bounds }, mistakes: neverDue(timing, bounds) };
}

function timingOf({ at, every, cron, dst }: WrittenSchedule, zone: string): Timing {
  if (every !== undefined) return { kind: "every", every: readEvery(every) };
  if (at !== undefined) return { kind: "calendar", when: whenAt(at, zone, dst) };
  return { kind: "calendar", when: whenCron(cron ?? "", { zone, ...(dst !== undefined && { dst }) }) };
}

/** A date that never comes, and an end before the start. */
function neverDue(timing: Timing, bounds: Bounds): readonly Mistake[] {
  const { start = 0, end } = bounds;
  if (end !== undefined && end < start)
    return [{ path: ["end"], message: "the end is before the start", about: "value" }];
  const when: When =
    timing.kind === "calendar"
      ? timing.when
      : whenEvery(timing.every, { startedAt: start, lastStart: start === 0 ? null : start });
  if (withBounds(when, bounds).next(start - 1) !== null) return [];
  return [{ path: [], message: "it is never due between its start and its end", about: "key" }];
}
