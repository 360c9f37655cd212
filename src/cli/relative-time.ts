import { formatDuration } from "../core/mod.ts";

const MONTH_MS = 30 * 86_400_000;

/** An instant as people say it, seen from `nowMs`: `just now`, `12 s ago`, `3 min ago`, `in 7 d`; a date beyond a month. */
export function relativeTime(instantMs: number, nowMs: number): string {
  const distance = Math.abs(nowMs - instantMs);
  if (distance >= MONTH_MS) return new Date(instantMs).toISOString().slice(0, 10);
  if (distance < 1000) return "just now";
  const coarse = coarseDuration(distance);
  return instantMs <= nowMs ? `${coarse} ago` : `in ${coarse}`;
}

/** Of the two units of a duration the larger one is enough to place an instant. */
function coarseDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return formatDuration(seconds * 1000)
    .split(" ")
    .slice(0, 2)
    .join(" ")
    .replace(".0 s", " s");
}
