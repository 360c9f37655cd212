import type { Dates, LocalTimes, Numbers, Weekdays } from "./local-times.ts";

const DAY_MS = 86_400_000;

/**
 * The days of one month that are meant, in order; `month` 1 is January. Where both dates and days of the week are
 * restricted, either is enough, as in every cron; a field that begins with a star restricts nothing (cron's own rule).
 */
export function daysOfMonth(times: LocalTimes, year: number, month: number): Numbers {
  if (!times.months.includes(month)) return [];
  const first = Date.UTC(year, month - 1, 1);
  const length = (Date.UTC(year, month, 1) - first) / DAY_MS;
  // 1970-01-01 was a Thursday.
  const firstWeekday = (((first / DAY_MS + 4) % 7) + 7) % 7;
  const either = !times.dates.isOpen && !times.weekdays.isOpen;
  const days: number[] = [];
  for (let day = 1; day <= length; day++) {
    const byDate = hasDate(times.dates, day, length);
    const byWeekday = hasWeekday(times.weekdays, (firstWeekday + day - 1) % 7, day, length);
    if (either ? byDate || byWeekday : byDate && byWeekday) days.push(day);
  }
  return days;
}

function hasDate({ days, isLastDay }: Dates, day: number, length: number): boolean {
  return (isLastDay && day === length) || days.includes(day);
}

function hasWeekday(
  { days, ofMonth, last }: Weekdays,
  weekday: number,
  day: number,
  length: number,
): boolean {
  if (days.includes(weekday)) return true;
  if (day + 7 > length && last.includes(weekday)) return true;
  return ofMonth.some((each) => each.weekday === weekday && each.nth === Math.ceil(day / 7));
}
