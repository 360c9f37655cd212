import { showValue } from "../../job/mod.ts";
import { type FieldKind, readNumber, readPart } from "./cron-field.ts";
import type { Dates, LocalTimes, Numbers, Weekdays } from "./local-times.ts";
import { nextLocal } from "./next-local.ts";

/**
 * Reads a cron line of five fields, or of six with the seconds before them: numbers, lists, ranges, steps, names, `L`
 * for the last day of the month, `5L` for its last Friday, `2#1` for its first Tuesday, and `@daily` and its like.
 *
 * @throws {SyntaxError} where it is none, or names a date that never comes
 */
export function parseCron(text: string): LocalTimes {
  try {
    return readFields(text.trim());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read the cron line ${showValue(text)}: ${error.message}`, { cause: error });
  }
}

const NICKNAMES: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const SECONDS: FieldKind = { name: "the seconds", from: 0, to: 59 };
const MINUTES: FieldKind = { name: "the minutes", from: 0, to: 59 };
const HOURS: FieldKind = { name: "the hours", from: 0, to: 23 };
const DATES: FieldKind = { name: "the days of the month", from: 1, to: 31 };
const MONTHS: FieldKind = {
  name: "the months",
  from: 1,
  to: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAYS: FieldKind = {
  name: "the days of the week",
  from: 0,
  to: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

/** Every number of every field, one by one, is shorter. */
const LONGEST = 1000;

function readFields(text: string): LocalTimes {
  if (text.length > LONGEST) throw new SyntaxError(`it is longer than ${LONGEST} characters`);
  if (text.startsWith("@") && !Object.hasOwn(NICKNAMES, text.toLowerCase())) {
    throw new SyntaxError(`the names that begin with @ are ${Object.keys(NICKNAMES).join(", ")}`);
  }
  const fields = (NICKNAMES[text.toLowerCase()] ?? text).split(/\s+/).filter((field) => field !== "");
  if (fields.length < 5 || fields.length > 6) throw new SyntaxError(countReason(fields.length));
  const [seconds, minutes, hours, dates, months, weekdays] = fields.length === 6 ? fields : ["0", ...fields];
  const times: LocalTimes = {
    seconds: readNumbers(seconds, SECONDS),
    minutes: readNumbers(minutes, MINUTES),
    hours: readNumbers(hours, HOURS),
    dates: readDates(dates),
    months: readNumbers(months, MONTHS),
    weekdays: readWeekdays(weekdays),
    isFixed: !isOpen(minutes) && !isOpen(hours),
  };
  if (nextLocal(times, 0) === null) throw new SyntaxError("no year has such a day, so it would never happen");
  return times;
}

function countReason(count: number): string {
  return `it has ${count === 1 ? "one field" : `${count === 0 ? "no" : count} fields`}: expected minute, hour, day of the month, month and day of the week, and before them the second if it matters`;
}

function isOpen(field: string | undefined): boolean {
  return field?.startsWith("*") === true || field === "?";
}

function readNumbers(field = "", kind: FieldKind): Numbers {
  return inOrder(field.split(",").flatMap((part) => readPart(part, kind)));
}

/** A question mark is what some lines have for a star, where the other field of days decides. */
function readDates(field = ""): Dates {
  const parts = (field === "?" ? "*" : field).split(",");
  const numbers = parts.filter((part) => part.toUpperCase() !== "L");
  return {
    days: inOrder(numbers.flatMap((part) => readPart(part, DATES))),
    isLastDay: numbers.length < parts.length,
    isOpen: isOpen(field),
  };
}

function readWeekdays(field = ""): Weekdays {
  const parts = (field === "?" ? "*" : field).split(",");
  const nth = parts.filter((part) => part.includes("#"));
  const others = parts.filter((part) => !part.includes("#"));
  const last = others.filter((part) => /.L$/i.test(part));
  const plain = others.filter((part) => !/.L$/i.test(part));
  return {
    days: inOrder(plain.flatMap((part) => readPart(part, WEEKDAYS)).map((day) => day % 7)),
    ofMonth: nth.map((part) => readNth(part)),
    last: inOrder(last.map((part) => readNumber(part.slice(0, -1), WEEKDAYS) % 7)),
    isOpen: isOpen(field),
  };
}

function readNth(part: string): { weekday: number; nth: number } {
  const [weekday = "", nth = "", ...more] = part.split("#");
  if (more.length > 0 || !/^[1-5]$/.test(nth)) {
    throw new SyntaxError(
      `${showValue(part)} in the days of the week is no nth day: write 2#1 for the first Tuesday, up to 2#5`,
    );
  }
  return { weekday: readNumber(weekday, WEEKDAYS) % 7, nth: Number(nth) };
}

function inOrder(numbers: Numbers): Numbers {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
