import { configurationError } from "./group-error.ts";
import type { IniSection, IniValue } from "./ini.ts";

/** A source as a section of a configuration file describes it. */
export interface SourceSettings {
  readonly name: string;
  /** Where its scripts run, and what `$CFGDIR` stands for. */
  readonly folder: string;
  readonly section: IniSection;
}

/** How long an answer is kept where a source does not say. */
export const DEFAULT_CACHE_MS: number = 3600 * 1000;

/** The text of a key, or undefined where the section does not have it. */
export function valueOf(settings: SourceSettings, key: string): IniValue | undefined {
  return settings.section.values.get(key);
}

/** How long answers are kept: `cache_time`, in seconds. @throws {GroupError} `bad-group-configuration` */
export function cacheTimeMs(settings: SourceSettings): number {
  const value = valueOf(settings, "cache_time");
  if (value === undefined) return DEFAULT_CACHE_MS;
  const seconds = value.text === "" ? NaN : Number(value.text);
  if (Number.isNaN(seconds)) {
    throw configurationError(value, `cache_time must be a number of seconds, found "${value.text}"`);
  }
  return seconds * 1000;
}
