import { showValue } from "../../job/mod.ts";
import { localTimesWords } from "./local-times-words.ts";
import { type DstRule, nextInstant } from "./next-instant.ts";
import { parseCron } from "./parse-cron.ts";
import type { When } from "./when.ts";
import { zoneOf } from "./zone.ts";

/** Where a cron line is at home. */
export interface CronOptions {
  /** A name of the IANA time zone database, as `Europe/Berlin`. */
  readonly zone: string;
  /** What changes of the clock do; as cron does by default. */
  readonly dst?: DstRule;
}

/**
 * The instants of a cron line with five fields, or six with the seconds first. A line whose minute or hour begins with a
 * star is an interval and goes by the real minutes; all others are fixed times (crontab(5), "daylight saving time").
 *
 * @throws {SyntaxError} where the line or the zone cannot be read, or the line names a date that never comes
 */
export function whenCron(text: string, { zone: zoneName, dst = "vixie" }: CronOptions): When {
  const times = parseCron(text);
  const zone = zoneOf(zoneName);
  const words = localTimesWords(times) ?? `cron ${showValue(text.trim())}`;
  return {
    words: `${words} (${zone.name})`,
    next: (after) => nextInstant(times, zone, dst, after),
  };
}
