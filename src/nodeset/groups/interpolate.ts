import { configurationError } from "./group-error.ts";
import type { IniValue } from "./ini.ts";

/** How many values may stand within each other, as in Python's ConfigParser. */
const DEEPEST = 10;

/**
 * The text of a value with `%(key)s` replaced by other values of its section and `%%` by a percent sign, as Python's
 * ConfigParser has it. Upcalls are taken as they stand, not through this.
 *
 * @throws {GroupError} `bad-group-configuration`, with file and line
 */
export function interpolate(value: IniValue, section: ReadonlyMap<string, IniValue>): string {
  return fillIn(value, section, 1);
}

function fillIn(value: IniValue, section: ReadonlyMap<string, IniValue>, depth: number): string {
  if (depth > DEEPEST) throw configurationError(value, "values refer to each other in a circle");
  return value.text.replaceAll(/%(%|\(([^)]+)\)s)?/g, (_, what?: string, key?: string) => {
    if (what === "%") return "%";
    if (what === undefined || key === undefined) {
      throw configurationError(value, 'a percent sign must be written "%%", or begin "%(key)s"');
    }
    const other = section.get(key.toLowerCase());
    if (other === undefined)
      throw configurationError(value, `"%(${key})s" refers to a key that is not there`);
    return fillIn(other, section, depth + 1);
  });
}
