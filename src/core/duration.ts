const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Reads a duration: `250ms`, `90s`, `10m`, `1h`, `7d`, `2w`, `1h30m`, or a bare number of seconds.
 *
 * @returns milliseconds
 * @throws {SyntaxError} where the text is none of these
 */
export function parseDuration(text: string | number): number {
  if (typeof text === "number" || /^\d+(\.\d+)?$/.test(text.trim())) return Math.round(Number(text) * 1000);
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)\s*/gy)];
  const length = parts.reduce((sum, part) => sum + part[0].length, 0);
  if (parts.length === 0 || length !== text.trim().length) {
    throw new SyntaxError(`Cannot read the duration "${text}": write it like 90s, 10m, 1h30m or 7d`);
  }
  return Math.round(
    parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNITS[unit ?? ""] ?? 0), 0),
  );
}

/** Writes a duration for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const pairs: readonly (readonly [number, string, number, string])[] = [
    [86_400, "d", 3600, "h"],
    [3600, "h", 60, "min"],
    [60, "min", 1, "s"],
  ];
  const [large, largeName, small, smallName] = pairs.find(([size]) => whole >= size) ?? [60, "min", 1, "s"];
  const rest = Math.floor((whole % large) / small);
  return `${Math.floor(whole / large)} ${largeName}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}
