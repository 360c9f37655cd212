import { daysOfMonth } from "./days-of-month.ts";
import type { LocalTimes, Numbers } from "./local-times.ts";

const DAY_SECONDS = 86_400;

/** The calendar repeats after 400 years: what has not come by then never does. */
const MOST_MONTHS = 4800;

/**
 * The first of these local times after another one; null where there is none at all, as for the 31st of February.
 *
 * Local times are written as milliseconds, as if the place were at UTC, and know no changes of the clock.
 */
export function nextLocal(times: LocalTimes, after: number): number | null {
  const from = Math.floor(after / 1000) + 1;
  const day = Math.floor(from / DAY_SECONDS);
  const today = new Date(day * DAY_SECONDS * 1000);
  const [year, month, date] = [today.getUTCFullYear(), today.getUTCMonth() + 1, today.getUTCDate()];
  const days = daysOfMonth(times, year, month);
  if (days.includes(date)) {
    const time = timeFrom(times, from - day * DAY_SECONDS);
    if (time !== null) return (day * DAY_SECONDS + time) * 1000;
  }
  const later = days.find((each) => each > date);
  const midnight = later === undefined ? laterMonth(times, year, month) : Date.UTC(year, month - 1, later);
  return midnight === null ? null : midnight + (timeFrom(times, 0) ?? 0) * 1000;
}

/** The first of the times of day from a second of the day on; null where the day has no more. */
function timeFrom({ hours, minutes, seconds }: LocalTimes, from: number): number | null {
  const [hour, minute, second] = [Math.floor(from / 3600), Math.floor(from / 60) % 60, from % 60];
  const inHour = hours.includes(hour);
  const inMinute = inHour && minutes.includes(minute);
  const laterSecond = inMinute ? seconds.find((each) => each >= second) : undefined;
  if (laterSecond !== undefined) return hour * 3600 + minute * 60 + laterSecond;
  const laterMinute = inHour ? minutes.find((each) => each > minute) : undefined;
  if (laterMinute !== undefined) return hour * 3600 + laterMinute * 60 + firstOf(seconds);
  const laterHour = hours.find((each) => each > hour);
  return laterHour === undefined ? null : laterHour * 3600 + firstOf(minutes) * 60 + firstOf(seconds);
}

function firstOf(numbers: Numbers): number {
  return numbers[0] ?? 0;
}

function laterMonth(times: LocalTimes, year: number, month: number): number | null {
  for (let passed = 1; passed <= MOST_MONTHS; passed++) {
    const index = month - 1 + passed;
    const [day] = daysOfMonth(times, year + Math.floor(index / 12), (index % 12) + 1);
    if (day !== undefined) return Date.UTC(year, index, day);
  }
  return null;
}
