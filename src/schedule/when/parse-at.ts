import { showValue } from "../../job/mod.ts";
import { everyDate, everyMonth, everyWeekday, type LocalTimes } from "./local-times.ts";

/**
 * Reads a time of day, as `4:30`, with a day of the week or of the month before it: `w3 15:02` is on Wednesdays (1 is
 * Monday, 7 is Sunday), `m22 7:30` on the 22nd. Where both are given, the day of the week counts.
 *
 * @throws {SyntaxError} where it is none
 */
export function parseAt(text: string): LocalTimes {
  const match = /^(?:w(\d{1,2})\s+)?(?:m(\d{1,2})\s+)?(\d{1,2}):(\d{1,2})$/.exec(text.trim());
  if (match === null)
    return refuse(text, "write it like 4:30, w3 15:02 for Wednesdays or m22 7:30 for the 22nd");
  const [weekday, date, hour = 0, minute = 0] = match.slice(1).map(toNumber);
  if (hour > 23) return refuse(text, "the hours are 0 to 23");
  if (minute > 59) return refuse(text, "the minutes are 0 to 59");
  if (weekday !== undefined && (weekday < 1 || weekday > 7)) {
    return refuse(text, "the days of the week are w1, Monday, to w7, Sunday");
  }
  if (date !== undefined && (date < 1 || date > 28)) {
    return refuse(
      text,
      "the days of the month are m1 to m28, which every month has; a cron line knows the last day, L",
    );
  }
  return {
    seconds: [0],
    minutes: [minute],
    hours: [hour],
    dates:
      date === undefined || weekday !== undefined
        ? everyDate
        : { days: [date], isLastDay: false, isOpen: false },
    months: everyMonth,
    weekdays:
      weekday === undefined ? everyWeekday : { days: [weekday % 7], ofMonth: [], last: [], isOpen: false },
    isFixed: true,
  };
}

function toNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

function refuse(text: string, reason: string): never {
  throw new SyntaxError(`Cannot read the time ${showValue(text)}: ${reason}`);
}
