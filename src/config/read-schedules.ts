import {
  type JobType,
  type Mistake,
  type NotifyRules,
  jobTypeSchema,
  readBySchema,
  showValue,
} from "../job/mod.ts";
import type { Schedule } from "../schedule/mod.ts";
import type { CheckingRunner } from "./configuration.ts";
import { type FilledSchedule, type ReferredParts, fillReferences, isMapping } from "./schedule-references.ts";
import { type WrittenSchedule, scheduleSchema } from "./schedule-schema.ts";
import { readTiming } from "./schedule-timing.ts";
import { type WorkSite, readWork } from "./schedule-work.ts";

/** What schedules are read with. */
export interface SchedulesSite {
  readonly file: string;
  readonly types: readonly JobType[];
  readonly runners: readonly CheckingRunner[];
  /** Who is told where a schedule does not say; null: nobody. */
  readonly notify: NotifyRules | null;
}

/** The schedules that are right, and what is wrong with the others. */
export interface SchedulesRead {
  readonly schedules: readonly Schedule[];
  readonly mistakes: readonly Mistake[];
}

const ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/;

/** Reads the schedules of a configuration, each by itself, so that a mistake in one doesn't hide those in another. */
export function readSchedules(value: unknown, site: SchedulesSite): SchedulesRead {
  const parts = { schedules: partOf(value, "schedules"), definitions: partOf(value, "definitions") };
  const schedules: Schedule[] = [];
  const mistakes: Mistake[] = definitionMistakes(parts);
  const named = new Map(site.types.map((type) => [type.name, type]));
  const shared = { ...site, types: named, typeSchema: jobTypeSchema(site.runners) };
  for (const id of Object.keys(parts.schedules)) {
    const read = readSchedule(id, parts, shared);
    if (read.schedule !== null) schedules.push(read.schedule);
    mistakes.push(...read.mistakes);
  }
  return { schedules, mistakes: [...eachOnce(mistakes), ...titleMistakes(schedules)] };
}

/** What is wrong with a definition is found with each schedule that refers to it. */
function eachOnce(mistakes: readonly Mistake[]): readonly Mistake[] {
  const keyOf = ({ path, message }: Mistake): string => JSON.stringify([path, message]);
  return [...new Map(mistakes.map((mistake) => [keyOf(mistake), mistake])).values()];
}

function readSchedule(
  id: string,
  parts: ReferredParts,
  { notify, ...site }: Omit<WorkSite, "id"> & Pick<SchedulesSite, "notify">,
): { readonly schedule: Schedule | null; readonly mistakes: readonly Mistake[] } {
  const wrong = shapeMistakes(["schedules", id], parts.schedules[id]);
  if (wrong.length > 0) return { schedule: null, mistakes: wrong };
  const filled = fillReferences(["schedules", id], parts);
  const place = (found: readonly Mistake[]): readonly Mistake[] =>
    found.map((mistake) => placed(mistake, filled, ["schedules", id]));
  const reading = readBySchema(scheduleSchema, filled.value);
  if (!reading.ok) return { schedule: null, mistakes: [...filled.mistakes, ...place(reading.mistakes)] };
  // What is wrong with a reference hides what it would have brought.
  if (filled.mistakes.length > 0) return { schedule: null, mistakes: filled.mistakes };
  const written = reading.value;
  const timing = readTiming(written);
  const work = readWork(written, filled, { id, ...site });
  const mistakes = place([...timing.mistakes, ...work.mistakes]);
  if (timing.timing === null || work.work === null || mistakes.length > 0)
    return { schedule: null, mistakes };
  const rules = notifyOf(written, work.work.type, notify);
  const { type, parameters } = work.work;
  const schedule: Schedule = {
    id,
    fullId: `${site.file.split("/").at(-1)}#${id}`,
    ...settingsOf(id, written),
    ...timing.timing,
    notify: rules,
    type: type.schedule === null ? type : { ...type, notify: rules },
    parameters,
  };
  return { schedule, mistakes: [] };
}

function settingsOf(
  id: string,
  written: WrittenSchedule,
): Omit<Schedule, "id" | "fullId" | "timing" | "bounds" | "notify" | "type" | "parameters"> {
  const { title = id, doc = null, deprecated = null, jitter, overlap, missed, debug, properties } = written;
  const { at, every, cron, timezone, dst, start, end } = written;
  return {
    ...{ title, doc, deprecated, overlap, missed, debug, properties },
    jitterMs: jitter,
    isPaused: written.paused,
    missedDeadlineMs: written.missed_deadline ?? null,
    deadlineMs: written.deadline ?? null,
    timingText: JSON.stringify({ at, every, cron, timezone, dst, start, end }),
  };
}

/** Of a schedule the original tells of failures unless told; `debug` tells of successes too, with their output. */
function notifyOf(
  { notify, debug }: WrittenSchedule,
  type: JobType,
  usual: NotifyRules | null,
): NotifyRules | null {
  const own = notify === undefined ? (type.schedule === null ? (type.notify ?? usual) : usual) : notify;
  return own === null || !debug ? own : { ...own, success: true };
}

function partOf(value: unknown, name: "schedules" | "definitions"): ReferredParts["schedules"] {
  const part = isMapping(value) ? value[name] : undefined;
  return isMapping(part) ? part : {};
}

function shapeMistakes(path: readonly [string, string], raw: unknown): readonly Mistake[] {
  if (!ID.test(path[1]))
    return [
      { path, message: "an id is letters, digits, _, . and -, and starts with a letter", about: "key" },
    ];
  if (isMapping(raw)) return [];
  return [{ path, message: `expected a mapping, found ${showValue(raw)}`, about: "value" }];
}

/** A definition is checked as far as it goes: what it lacks may come from who refers to it. */
function definitionMistakes(parts: ReferredParts): Mistake[] {
  return Object.entries(parts.definitions).flatMap(([id, raw]) => {
    const path = ["definitions", id] as const;
    const wrong = shapeMistakes(path, raw);
    if (wrong.length > 0) return wrong;
    const filled = fillReferences(path, parts);
    const reading = readBySchema(scheduleSchema, filled.value);
    const found = reading.ok ? [] : reading.mistakes.map((mistake) => placed(mistake, filled, path));
    // What stands elsewhere is told of there.
    return [...filled.mistakes, ...found.filter(({ path: [part, name] }) => part === path[0] && name === id)];
  });
}

/** A title is what people know a schedule by, in mails for one. */
function titleMistakes(schedules: readonly Schedule[]): readonly Mistake[] {
  const byTitle = Map.groupBy(schedules, ({ title }) => title);
  return [...byTitle.values()].flatMap(([first, ...others]) =>
    others.map(({ id }): Mistake => {
      const message = `"${first?.id}" has the same title`;
      return { path: ["schedules", id, "title"], message, about: "value" };
    }),
  );
}

function placed(
  { path: [key, ...rest], message, about }: Mistake,
  { places }: FilledSchedule,
  own: Mistake["path"],
): Mistake {
  if (key === undefined) return { path: own, message, about };
  return { path: [...(places.get(String(key)) ?? [...own, key]), ...rest], message, about };
}
