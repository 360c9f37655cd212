import { joinWords } from "./join-words.ts";
import type { LocalTimes, Numbers, Weekdays } from "./local-times.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const NTH = ["first", "second", "third", "fourth", "fifth"];

/** More days than this are no longer read as a list. */
const MOST_DAYS = 4;

/** The days of local times in words, as `on the 22nd of each month`; null where words would be longer than clear. */
export function dayWords({ dates, months, weekdays }: LocalTimes): string | null {
  const hasAllDates = dates.isOpen && dates.days.length === 31;
  const hasAllWeekdays = weekdays.isOpen && weekdays.days.length === 7;
  if (!hasAllDates && !hasAllWeekdays) return null;
  const inMonths = monthWords(months);
  if (inMonths === null) return null;
  if (hasAllWeekdays && hasAllDates) return inMonths === "" ? "every day" : `every day in ${inMonths}`;
  const ofMonths = `of ${inMonths === "" ? "each month" : inMonths}`;
  if (hasAllWeekdays) return dateWords(dates.days, dates.isLastDay, ofMonths);
  return weekdays.ofMonth.length + weekdays.last.length === 0
    ? plainWeekdays(weekdays.days, inMonths === "" ? "" : ` in ${inMonths}`)
    : nthWeekdays(weekdays, ofMonths);
}

function monthWords(months: Numbers): string | null {
  if (months.length === 12) return "";
  return months.length > MOST_DAYS ? null : joinWords(months.map((month) => MONTHS[month - 1] ?? ""));
}

function dateWords(days: Numbers, isLastDay: boolean, ofMonths: string): string | null {
  if (days.length > MOST_DAYS) return null;
  const named = [...days.map((day) => ordinal(day)), ...(isLastDay ? ["last day"] : [])];
  return `on the ${joinWords(named)} ${ofMonths}`;
}

function ordinal(day: number): string {
  const isTeen = day > 10 && day < 20;
  return `${day}${isTeen ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th")}`;
}

/** Weeks begin on Monday here: a Sunday comes last. */
function plainWeekdays(weekdays: Numbers, inMonths: string): string {
  const days = weekdays.map((weekday) => weekday || 7).toSorted((a, b) => a - b);
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const isRun = days.length > 2 && last - first === days.length - 1;
  if (isRun) return `from ${nameOf(first)} to ${nameOf(last)}${inMonths}`;
  return `on ${joinWords(days.map((day) => `${nameOf(day)}s`))}${inMonths}`;
}

function nthWeekdays({ days, ofMonth, last }: Weekdays, ofMonths: string): string | null {
  if (days.length > 0) return null;
  const named = [
    ...ofMonth.map(({ weekday, nth }) => `${NTH[nth - 1]} ${nameOf(weekday)}`),
    ...last.map((weekday) => `last ${nameOf(weekday)}`),
  ];
  return `on the ${joinWords(named)} ${ofMonths}`;
}

function nameOf(weekday: number): string {
  return WEEKDAYS[weekday % 7] ?? "";
}
