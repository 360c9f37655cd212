import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { whenCron } from "./when-cron.ts";

const MINUTE_MS = 60_000;
const WALK_MINUTES = 3 * 24 * 60;

test("nextInstant() agrees with a walk through every minute around both changes of the clocks", () => {
  const nights = [
    ["Europe/Berlin", "2026-03-29T01:00Z"],
    ["Europe/Berlin", "2026-10-25T01:00Z"],
    ["America/New_York", "2026-03-08T07:00Z"],
    ["America/New_York", "2026-11-01T06:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["America/Havana", "2026-03-08T05:00Z"],
    ["America/Havana", "2026-11-01T05:00Z"],
    ["Africa/Cairo", "2026-10-29T21:00Z"],
    ["Antarctica/Troll", "2026-03-29T01:00Z"],
    // At one minute past midnight: two dates come twice in part.
    ["America/St_Johns", "2010-11-07T02:31Z"],
  ] as const;
  const walks = nights.map(([zone, change]) => ({ zone, minutes: minutesAround(zone, Date.parse(change)) }));
  const field = (from: number, to: number): fc.Arbitrary<Field> =>
    fc.oneof(starField(from, to), rangeField(from, to), listField(from, to));
  const lines = fc.record({
    minute: field(0, 59),
    hour: fc.oneof(field(0, 23), listField(0, 4)),
    date: fc.oneof(fc.constant(star), field(1, 31)),
    weekday: fc.oneof(fc.constant(star), field(0, 6)),
    dst: fc.constantFrom("vixie", "skip", "all"),
    walk: fc.constantFrom(...walks),
    from: fc.integer({ min: 0, max: WALK_MINUTES / 2 + 90 }),
  });
  fc.assert(
    fc.property(lines, ({ walk, from, dst, ...line }) => {
      const { minute, hour, date, weekday } = line;
      const text = `${minute.text} ${hour.text} ${date.text} * ${weekday.text}`;
      const when = whenCron(text, { zone: walk.zone, dst });
      const found: number[] = [];
      const end = walk.minutes.at(-1)?.instant ?? 0;
      const start = walk.minutes[from]?.instant ?? 0;
      let next = when.next(start);
      for (; next !== null && next <= end; next = when.next(next)) found.push(next);
      const due = dueMinutes(walk.minutes, line, dst).filter((instant) => instant > start);
      assert.deepEqual(found, due, `${text} in ${walk.zone} by ${dst}`);
    }),
    { numRuns: 400 },
  );
});

/** What the clocks show at an instant. */
interface Minute {
  readonly instant: number;
  /** As if the place were at UTC. */
  readonly wall: number;
  /** Whether they did not show it before. */
  readonly isFirst: boolean;
}

/** Every real minute of three days, by what Intl says of each. */
function minutesAround(zone: string, change: number): readonly Minute[] {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const shown = new Set<number>();
  return Array.from({ length: WALK_MINUTES }, (_, index) => {
    const instant = change + (index - WALK_MINUTES / 2) * MINUTE_MS;
    const wall = Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
    const isFirst = !shown.has(wall);
    shown.add(wall);
    return { instant, wall, isFirst };
  });
}

interface Field {
  readonly text: string;
  readonly has: (value: number) => boolean;
}

interface Line {
  readonly minute: Field;
  readonly hour: Field;
  readonly date: Field;
  readonly weekday: Field;
}

const star: Field = { text: "*", has: () => true };

function starField(from: number, to: number): fc.Arbitrary<Field> {
  const steps = fc.integer({ min: 2, max: to - from });
  const stepped = steps.map((step) => ({
    text: `*/${step}`,
    has: (value: number): boolean => (value - from) % step === 0,
  }));
  return fc.oneof(fc.constant(star), stepped);
}

function rangeField(from: number, to: number): fc.Arbitrary<Field> {
  const number = fc.integer({ min: from, max: to });
  return fc.tuple(number, number, fc.integer({ min: 1, max: 3 })).map(([a, b, step]) => {
    const [first, last] = [Math.min(a, b), Math.max(a, b)];
    return {
      text: `${first}-${last}/${step}`,
      has: (value) => value >= first && value <= last && (value - first) % step === 0,
    };
  });
}

function listField(from: number, to: number): fc.Arbitrary<Field> {
  const numbers = fc.array(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 });
  return numbers.map((list) => ({ text: list.join(","), has: (value) => list.includes(value) }));
}

/** The rule word by word: which of the minutes are due. */
function dueMinutes(minutes: readonly Minute[], line: Line, dst: string): readonly number[] {
  const isOpen = line.minute.text.startsWith("*") || line.hour.text.startsWith("*");
  const isRepeated = dst === "all" || (dst === "vixie" && isOpen);
  const due = minutes.filter(({ wall, isFirst }, index) => {
    if (matches(line, wall) && (isRepeated || isFirst)) return true;
    return (
      dst === "vixie" && !isOpen && leftOut(minutes[index - 1], wall).some((each) => matches(line, each))
    );
  });
  return due.map(({ instant }) => instant);
}

/** The local minutes between the minute before and this one. */
function leftOut(before: Minute | undefined, wall: number): readonly number[] {
  const count = before === undefined ? 0 : (wall - before.wall) / MINUTE_MS - 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => wall - (index + 1) * MINUTE_MS);
}

function matches({ minute, hour, date, weekday }: Line, wall: number): boolean {
  const local = new Date(wall);
  if (!minute.has(local.getUTCMinutes()) || !hour.has(local.getUTCHours())) return false;
  const [byDate, byWeekday] = [date.has(local.getUTCDate()), weekday.has(local.getUTCDay())];
  const areBothRestricted = !date.text.startsWith("*") && !weekday.text.startsWith("*");
  return areBothRestricted ? byDate || byWeekday : byDate && byWeekday;
}
