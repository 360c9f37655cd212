import type { Every } from "./every.ts";
import type { When } from "./when.ts";

/** What an interval is counted from, in milliseconds since 1970. */
export interface EveryFrom {
  /** When the server started. */
  readonly startedAt: number;
  /** When the schedule's job was last started, also by a server before this one; null where it never was. */
  readonly lastStart: number | null;
}

/** The first one comes after a tenth of the interval, but not in the rush of a start. */
const EARLIEST_MS = 1000;

/**
 * The instants of an interval. The first is a whole interval after the last start, or right after the server's where
 * that is past; without a last start it is a tenth of the interval after the server's start (one second at least), or
 * right after it where the interval is immediate. Right after is one millisecond: `next(startedAt)` finds it.
 */
export function whenEvery(every: Every, from: EveryFrom): When {
  const { everyMs } = every;
  const first = firstOf(every, from);
  return {
    words: `${intervalWords(everyMs)}${every.isImmediate ? ", the first at once" : ""}`,
    next: (after) => (after < first ? first : first + (Math.floor((after - first) / everyMs) + 1) * everyMs),
  };
}

function firstOf({ everyMs, isImmediate }: Every, { startedAt, lastStart }: EveryFrom): number {
  if (lastStart !== null) return Math.max(lastStart + everyMs, startedAt + 1);
  if (isImmediate) return startedAt + 1;
  return startedAt + Math.max(Math.round(everyMs / 10), EARLIEST_MS);
}

const UNITS: readonly { readonly ms: number; readonly short: string; readonly long: string }[] = [
  { ms: 86_400_000, short: "d", long: "day" },
  { ms: 3_600_000, short: "h", long: "hour" },
  { ms: 60_000, short: "min", long: "minute" },
  { ms: 1000, short: "s", long: "second" },
];

/** In the largest unit that it is a whole number of: "every 90 s", "every hour". */
function intervalWords(everyMs: number): string {
  const unit = UNITS.find(({ ms }) => everyMs % ms === 0);
  if (unit === undefined) return `every ${everyMs} ms`;
  return everyMs === unit.ms ? `every ${unit.long}` : `every ${everyMs / unit.ms} ${unit.short}`;
}
