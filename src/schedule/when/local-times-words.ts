import { dayWords } from "./day-words.ts";
import { joinWords } from "./join-words.ts";
import type { LocalTimes, Numbers } from "./local-times.ts";

/** More times of day than this are no longer read as a list. */
const MOST_TIMES = 4;

/** Local times in words, as `every day at 04:30`; null where words would be longer than they are clear. */
export function localTimesWords(times: LocalTimes): string | null {
  const days = dayWords(times);
  if (days === null) return null;
  const interval = times.isFixed ? null : intervalWords(times);
  if (interval !== null) return days === "every day" ? interval : `${interval} ${days}`;
  const clock = clockTimes(times);
  return clock === null ? null : `${days} at ${joinWords(clock)}`;
}

function intervalWords({ hours, minutes, seconds }: LocalTimes): string | null {
  const [second = 0, minute = 0] = [seconds[0], minutes[0]];
  const isWholeMinute = seconds.length === 1 && second === 0;
  if (minutes.length === 60 && hours.length === 24) {
    return isWholeMinute ? "every minute" : stepWords(seconds, 60, "second");
  }
  if (!isWholeMinute) return null;
  if (minutes.length > 1) return hours.length === 24 ? stepWords(minutes, 60, "minute") : null;
  if (minute === 0) return stepWords(hours, 24, "hour");
  if (hours.length < 24) return null;
  return `${minute} ${minute === 1 ? "minute" : "minutes"} past every hour`;
}

/** "Every 15 minutes", where the numbers go round in equal steps from 0. */
function stepWords(numbers: Numbers, round: number, unit: string): string | null {
  const step = round / numbers.length;
  if (numbers.length < 2 || numbers.some((number, index) => number !== index * step)) return null;
  return step === 1 ? `every ${unit}` : `every ${step} ${unit}s`;
}

function clockTimes({ hours, minutes, seconds }: LocalTimes): readonly string[] | null {
  if (hours.length * minutes.length > MOST_TIMES || seconds.length > 1) return null;
  const [second = 0] = seconds;
  return hours.flatMap((hour) => minutes.map((minute) => clockTime(hour, minute, second)));
}

function clockTime(hour: number, minute: number, second: number): string {
  const parts = second === 0 ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
