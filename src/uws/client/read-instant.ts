/**
 * Reads an instant as services write it: in UTC where nothing else is said, with any number of digits of a second.
 *
 * @returns null where there is none: NULL, or seconds in a quote of UWS 1.0
 */
export function readInstant(text: string | null): Date | null {
  const [, date, time = "00:00", zone = "Z"] = PATTERN.exec(text?.trim() ?? "") ?? [];
  const at = new Date(`${date}T${time}${zone}`);
  return date === undefined || Number.isNaN(at.getTime()) ? null : at;
}

const PATTERN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?Z?$/;
