import { RunyardError } from "../core/mod.ts";

const pattern = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?)?)?)?Z?$/;
const compact = /^(\d{4})(\d\d)(\d\d)$/;

/**
 * Reads an instant as UWS clients send it: `2026-11-22T01:02:03.456Z` and what is shorter, down to the year alone;
 * a blank for the T, no Z, or `20261122`. All are UTC (UWS 1.1 §2.2.1); an offset is refused.
 *
 * @returns milliseconds since 1970, digits after the third cut off
 * @throws {RunyardError} `bad-parameter`
 */
export function parseInstant(name: string, text: string): number {
  const match = pattern.exec(text.trim()) ?? compact.exec(text.trim());
  const [, year, month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = ""] =
    match ?? [];
  const date = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = match === null ? Number.NaN : Date.parse(`${date}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  // Date.parse takes the 30th of February for the 2nd of March, so what it read is compared with what was written.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(date)) {
    throw new RunyardError(
      "bad-parameter",
      `Cannot read ${name} "${text}": an instant in UTC is wanted, like 2026-11-22T01:02:03Z`,
    );
  }
  return at;
}
