import { didYouMean } from "../../core/mod.ts";
import { showValue } from "../../job/mod.ts";

/** A stretch of time in which the clocks of a zone keep one distance from UTC. */
export interface Stretch {
  readonly start: number;
  /** The first instant that does not belong to it. */
  readonly end: number;
  /** Local time is the instant and this, in milliseconds. */
  readonly offset: number;
  /** Local times before this one were on the clocks before; where they are in this stretch too, they come twice. */
  readonly shownUntil: number;
}

/** A zone of the IANA time zone database: how its clocks went and will go. */
export interface Zone {
  readonly name: string;
  /** The stretch that an instant lies in. It may end where no clock changes; the next one goes on with its offset. */
  stretchAt(instant: number): Stretch;
}

/**
 * The zone of a name, as `Europe/Berlin`. Zones are kept: what is found out about one is found out once.
 *
 * @throws {SyntaxError} where no such zone is known
 */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = makeZone(name);
  zones.set(name, zone);
  return zone;
}

const zones = new Map<string, Zone>();

const DAY_MS = 86_400_000;

/** No zone has changed its clocks twice within a week and ended where it began, so weekly looks see every change. */
const LOOK_MS = 7 * DAY_MS;

/** How much of a zone is found out at once. */
const BLOCK_MS = 4 * LOOK_MS;

type OffsetAt = (instant: number) => number;

function makeZone(name: string): Zone {
  const offsetAt = offsetsOf(name);
  const blocks = new Map<number, readonly Stretch[]>();
  return {
    name,
    stretchAt: (instant) => {
      const index = Math.floor(instant / BLOCK_MS);
      let block = blocks.get(index);
      if (block === undefined) {
        // A week more, so that a block's first stretch knows of a change just before it.
        block = stretchesOf(offsetAt, index * BLOCK_MS - LOOK_MS, (index + 1) * BLOCK_MS);
        blocks.set(index, block);
      }
      const stretch = block.find(({ end }) => instant < end);
      if (stretch === undefined) throw new RangeError(`Cannot place "${instant}": it is no instant`);
      return stretch;
    },
  };
}

function stretchesOf(offsetAt: OffsetAt, from: number, to: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let [start, offset, shownUntil] = [from, offsetAt(from), -Infinity];
  for (let look = from + LOOK_MS; look <= to; look += LOOK_MS) {
    const later = offsetAt(look);
    if (later === offset) continue;
    const change = changeBetween(offsetAt, look - LOOK_MS, look);
    stretches.push({ start, end: change, offset, shownUntil });
    [start, offset, shownUntil] = [change, later, change + offset];
  }
  return [...stretches, { start, end: to, offset, shownUntil }];
}

/** The first instant, to the second, with another offset than the one at `before`. */
function changeBetween(offsetAt: OffsetAt, before: number, after: number): number {
  const offset = offsetAt(before);
  let [low, high] = [before / 1000, after / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000) === offset) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function offsetsOf(name: string): OffsetAt {
  const format = formatOf(name);
  return (instant) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] =
      format.format(instant).match(/\d+/g)?.map(Number) ?? [];
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  const numeric = "numeric";
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch (error) {
    const meant = didYouMean(name, Intl.supportedValuesOf("timeZone"));
    const hint = meant === undefined ? "write one like Europe/Berlin or UTC" : `did you mean ${meant}?`;
    throw new SyntaxError(`Cannot find the time zone ${showValue(name)}: ${hint}`, { cause: error });
  }
}
