import { showValue } from "../job/mod.ts";
import { zoneOf } from "../schedule/mod.ts";

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?\s*(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Reads an instant: `2026-12-24`, `2026-12-24 18:00`, or with a distance from UTC, `2026-12-24T18:00Z`. Without one it is the
 * zone's time.
 *
 * @param isEnd whether a day alone means its last millisecond, and not its first
 * @throws {SyntaxError} where it is none, or there is no such day
 */
export function readInstant(text: string, zone: string, isEnd: boolean): number {
  const match = FORM.exec(text.trim());
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
    match?.slice(1, 7).map((part) => Number(part ?? 0)) ?? [];
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  if (match === null || hour > 23 || minute > 59 || second > 59)
    throw new SyntaxError(
      `expected a day like 2026-12-24, or a time like 2026-12-24T18:00Z, found ${showValue(text)}`,
    );
  if (new Date(local).getUTCMonth() !== month - 1 || new Date(local).getUTCDate() !== day)
    throw new SyntaxError(`expected a day that there is, found ${showValue(text)}`);
  const offset = match[7];
  if (offset !== undefined) return local - offsetMs(offset);
  const isDay = match[4] === undefined;
  return inZone(isDay && isEnd ? local + 86_400_000 : local, zone) - (isDay && isEnd ? 1 : 0);
}

function offsetMs(text: string): number {
  if (text === "Z") return 0;
  const [hours = 0, minutes = 0] = text.slice(1).split(":").map(Number);
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The zone's distance from UTC near that time is tried, then that at what this gives. */
function inZone(local: number, name: string): number {
  const zone = zoneOf(name);
  const first = local - zone.stretchAt(local).offset;
  return local - zone.stretchAt(first).offset;
}
