const MONTH_SECONDS = 30 * 86_400;

const units: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** An instant as people say it, seen from `nowMs`: `just now`, `12 s ago`, `3 min ago`, `in 7 d`; a date beyond a month. */
export function relativeTime(instantMs: number, nowMs: number): string {
  const seconds = Math.abs(nowMs - instantMs) / 1000;
  if (seconds >= MONTH_SECONDS) return new Date(instantMs).toISOString().slice(0, 10);
  const [size, name] = units.find(([each]) => seconds >= each) ?? [1, "s"];
  // What is kept for seven days is not kept for six a second later.
  if (instantMs > nowMs) return `in ${Math.round(seconds / size)} ${name}`;
  return seconds < 1 ? "just now" : `${Math.floor(seconds / size)} ${name} ago`;
}
