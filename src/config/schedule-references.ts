import { didYouMean } from "../core/mod.ts";
import { type Mistake, showValue } from "../job/mod.ts";
import { isWorkKey } from "./schedule-schema.ts";

/** A mapping as it is written. */
export type Raw = Readonly<Record<string, unknown>>;

/** A schedule with what it refers to filled in. */
export interface FilledSchedule {
  readonly value: Raw;
  /** Where each key stands: in the schedule itself, or in what it refers to. */
  readonly places: ReadonlyMap<string, Mistake["path"]>;
  readonly mistakes: readonly Mistake[];
}

/** The parts of a configuration that schedules refer to. */
export interface ReferredParts {
  readonly schedules: Raw;
  readonly definitions: Raw;
}

/** Ways of saying one thing: who says it one way does not inherit the other. */
const WAYS: readonly (readonly string[])[] = [
  ["at", "every", "cron"],
  ["job", "command", "python"],
];

/** A schedule's own: another of the same name would be mistaken for it. */
const NOT_INHERITED = new Set(["title", "paused", "original", "procDef"]);

/** Mappings whose entries are inherited one by one. */
const MERGED = new Set(["properties", "parameters", "setup", "bind"]);

/**
 * Fills in what a schedule takes from others: all keys of the one that `original` names, the work of the one that
 * `procDef` names, a definition or another schedule each. Its own keys go first.
 */
export function fillReferences(
  path: readonly [part: "schedules" | "definitions", id: string],
  parts: ReferredParts,
): FilledSchedule {
  return fill(path, parts, []);
}

function fill(path: readonly string[], parts: ReferredParts, from: readonly string[]): FilledSchedule {
  const own = rawAt(path, parts) ?? {};
  const places = new Map<string, Mistake["path"]>(Object.keys(own).map((key) => [key, [...path, key]]));
  let filled: FilledSchedule = { value: own, places, mistakes: [] };
  for (const key of ["original", "procDef"]) {
    const name = own[key];
    if (typeof name !== "string") continue;
    const target = targetOf(name, parts);
    const wrong = wrongReference(name, target, [...from, path.join(".")], parts);
    if (wrong !== null) {
      const mistake: Mistake = { path: [...path, key], message: wrong, about: "value" };
      filled = { ...filled, mistakes: [...filled.mistakes, mistake] };
    } else if (target !== null) {
      const taken = fill(target, parts, [...from, path.join(".")]);
      filled = inherit(filled, taken, key === "procDef" ? isWorkKey : () => true);
    }
  }
  return filled;
}

function wrongReference(
  name: string,
  target: readonly string[] | null,
  trail: readonly string[],
  parts: ReferredParts,
): string | null {
  if (target === null) {
    const meant = didYouMean(name, [...Object.keys(parts.definitions), ...Object.keys(parts.schedules)]);
    const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
    return `expected the id of a definition or a schedule, found ${showValue(name)}${hint}`;
  }
  const begin = trail.indexOf(target.join("."));
  if (begin < 0) return null;
  const circle = [...trail.slice(begin), target.join(".")].map((one) => one.split(".").slice(1).join("."));
  return `the references go in a circle: ${circle.join(" → ")}`;
}

function inherit(
  own: FilledSchedule,
  taken: FilledSchedule,
  takes: (key: string) => boolean,
): FilledSchedule {
  const value: Record<string, unknown> = { ...own.value };
  const places = new Map(own.places);
  for (const [key, inherited] of Object.entries(taken.value)) {
    if (NOT_INHERITED.has(key) || !takes(key)) continue;
    if (MERGED.has(key) && isMapping(value[key]) && isMapping(inherited))
      value[key] = { ...inherited, ...value[key] };
    else if (!saysItself(own.value, key)) {
      value[key] = inherited;
      places.set(key, taken.places.get(key) ?? []);
    }
  }
  return { value, places, mistakes: [...own.mistakes, ...taken.mistakes] };
}

function saysItself(own: Raw, key: string): boolean {
  const ways = WAYS.find((names) => names.includes(key)) ?? [key];
  return ways.some((way) => Object.hasOwn(own, way));
}

/** Definitions go first: they are there to be referred to. */
function targetOf(name: string, { definitions, schedules }: ReferredParts): readonly string[] | null {
  const id = name.slice(name.lastIndexOf("#") + 1);
  if (Object.hasOwn(definitions, id)) return ["definitions", id];
  return Object.hasOwn(schedules, id) ? ["schedules", id] : null;
}

function rawAt([part = "", id = ""]: readonly string[], parts: ReferredParts): Raw | undefined {
  const found = (part === "definitions" ? parts.definitions : parts.schedules)[id];
  return isMapping(found) ? found : undefined;
}

/** Whether something is a mapping. */
export function isMapping(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
