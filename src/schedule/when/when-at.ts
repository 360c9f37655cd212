import { dayWords } from "./day-words.ts";
import { joinWords } from "./join-words.ts";
import type { LocalTimes } from "./local-times.ts";
import { localTimesWords } from "./local-times-words.ts";
import { type DstRule, nextInstant } from "./next-instant.ts";
import { parseAt } from "./parse-at.ts";
import type { When } from "./when.ts";
import { zoneOf } from "./zone.ts";

/**
 * The instants of one or several times of day: `4:30`, `w3 15:02`, `m22 7:30`, in a list or with commas between them.
 * The earliest comes first. They are fixed times: the clocks being changed neither doubles one nor loses it, unless the rule
 * for that says so.
 *
 * @throws {SyntaxError} where a time or the zone cannot be read, or there is no time
 */
export function whenAt(texts: string | readonly string[], zoneName: string, dst: DstRule = "vixie"): When {
  const all = [texts].flat().flatMap((text) => text.split(","));
  if (all.length === 0) throw new SyntaxError("Cannot read the times: the list is empty");
  const times = all.map((text) => parseAt(text));
  const zone = zoneOf(zoneName);
  return {
    words: `${timesWords(times)} (${zone.name})`,
    next: (after) => {
      const instants = times.map((each) => nextInstant(each, zone, dst, after));
      return instants.reduce((a, b) => (a === null || b === null ? (a ?? b) : Math.min(a, b)));
    },
  };
}

/** Times of the same days are said together: "every day at 04:30 and 16:30". */
function timesWords(times: readonly LocalTimes[]): string {
  const byDays = Map.groupBy(times, (each) => dayWords(each));
  const groups = [...byDays.entries()].map(([days, group]) => {
    const prefix = `${days} at `;
    return prefix + joinWords(group.map((each) => (localTimesWords(each) ?? "").slice(prefix.length)));
  });
  return joinWords(groups);
}
