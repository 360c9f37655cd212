/** A place on a line of time, and what is written there. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });

/** Round times of the reader's own day, some six of them. */
export function ticksOf(from: number, spanMs: number): readonly Tick[] {
  if (spanMs > 48 * hourMs) return midnights(from, spanMs).map((at) => ({ at, text: day.format(at) }));
  const stepMs = spanMs > 2 * hourMs ? 4 * hourMs : 10 * minuteMs;
  const [midnight = from] = midnights(from - 24 * hourMs, 24 * hourMs);
  const first = midnight + Math.ceil((from - midnight) / stepMs) * stepMs;
  const count = Math.ceil((from + spanMs - first) / stepMs);
  return Array.from({ length: count }, (_, index) => first + index * stepMs).map((at) => ({
    at,
    text: time.format(at),
  }));
}

/** The beginnings of days, which are not all of one length. */
function midnights(from: number, spanMs: number): readonly number[] {
  const found: number[] = [];
  const date = new Date(from);
  date.setHours(24, 0, 0, 0);
  for (; date.getTime() <= from + spanMs; date.setDate(date.getDate() + 1)) found.push(date.getTime());
  return found;
}
