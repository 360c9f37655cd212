import { resolve } from "node:path";
import { RunyardError } from "../core/mod.ts";
import { parseAgenda } from "./agenda-text.ts";
import { type RunnerKeys, type WrittenJobType, jobTypeSchema } from "./job-type-schema.ts";
import type { Agenda, JobType, Limits, ParameterSpec } from "./job-type.ts";
import { readBySchema } from "./mistake.ts";
import type { WrittenParameter } from "./parameter-schema.ts";

/** The file that defines a job type, and its folder: absolute. */
export interface TypePlace {
  readonly folder: string;
  readonly file: string;
}

/**
 * A job type of what is written under its name.
 *
 * @throws {RunyardError} `bad-configuration`, with all mistakes, one a line
 */
export function resolveJobType(
  name: string,
  raw: unknown,
  { runners, ...place }: TypePlace & { readonly runners: readonly RunnerKeys[] },
): JobType {
  const reading = readBySchema(jobTypeSchema(runners), raw);
  if (reading.ok) return makeJobType(name, reading.value, place);
  const lines = reading.mistakes.map(
    ({ path, message }) => `${["jobs", name, ...path].map(String).join(".")}: ${message}`,
  );
  throw new RunyardError("bad-configuration", lines.join("\n"));
}

/** A job type of what the schema has read, with its paths made absolute. */
export function makeJobType(name: string, written: WrittenJobType, { folder, file }: TypePlace): JobType {
  return {
    name,
    title: written.title ?? null,
    description: written.description ?? null,
    runner: written.runner,
    settings: written.settings,
    parameters: parametersOf(written.parameters ?? {}, folder),
    agenda: agendaOf(written),
    instances: written.instances,
    retry: written.retry,
    allowFailed: written.allow_failed ?? null,
    limits: limitsOf(written.limits),
    priority: written.priority,
    notify: written.notify ?? null,
    leaveChildren: written.leave_children,
    environment: written.environment,
    capabilities: written.capabilities === undefined ? null : resolve(folder, written.capabilities),
    workingFolder: written.working_folder === undefined ? null : resolve(folder, written.working_folder),
    folder,
    file,
    schedule: null,
  };
}

function parametersOf(
  written: Readonly<Record<string, WrittenParameter>>,
  folder: string,
): Readonly<Record<string, ParameterSpec>> {
  const specs = Object.entries(written).map(([name, spec]) => ({
    name,
    ...spec,
    default: defaultOf(spec, folder),
  }));
  return Object.fromEntries(specs.map((spec) => [spec.name, spec]));
}

function defaultOf(spec: WrittenParameter, folder: string): ParameterSpec["default"] {
  if (spec.kind !== "file" || spec.default === null) return spec.default;
  if (Array.isArray(spec.default)) return spec.default.map((path) => resolve(folder, String(path)));
  return resolve(folder, String(spec.default));
}

function agendaOf({ agenda, parameters = {} }: WrittenJobType): Agenda | null {
  if (agenda === undefined) return null;
  return typeof agenda === "string" ? parseAgenda(agenda, parameters) : { kind: "list", items: agenda };
}

function limitsOf(written: WrittenJobType["limits"]): Limits {
  return {
    durationMs: written.duration,
    destructionMs: written.destruction,
    latestDestructionMs: written.max_destruction ?? null,
    archive: written.archive,
    concurrent: written.concurrent ?? null,
    concurrentPerOwner: written.concurrent_per_owner ?? null,
    outputBytes: written.output,
    resultBytes: written.results,
    graceMs: written.grace,
  };
}
