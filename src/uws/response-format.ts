import type { Job, JobType, ParameterSpec } from "../job/mod.ts";

/** Short names that services of the IVOA take for media types (TAP 1.1 §2.7.1). */
const SHORT: ReadonlyMap<string, string> = new Map([
  ["votable", "application/x-votable+xml"],
  ["csv", "text/csv"],
  ["tsv", "text/tab-separated-values"],
  ["fits", "application/fits"],
  ["json", "application/json"],
  ["text", "text/plain"],
  ["html", "text/html"],
]);

/** The parameter of a type that is RESPONSEFORMAT (DALI 1.1 §3.4.3), where it has one. */
export function responseFormatOf(type: JobType): ParameterSpec | undefined {
  return Object.values(type.parameters).find(({ name }) => name.toLowerCase() === "responseformat");
}

/** The RESPONSEFORMAT of a job, where its type has one. */
export function givenFormat(type: JobType | undefined, job: Job): string | undefined {
  const name = type === undefined ? undefined : responseFormatOf(type)?.name;
  const given = name === undefined ? undefined : job.parameters[name];
  return typeof given === "string" ? given : undefined;
}

/** The media type of a job's main result, where its RESPONSEFORMAT says so: it is the one that was asked for. */
export function mainMediaType(type: JobType | undefined, job: Job, id: string): string | undefined {
  const format = isMainResult(id) ? givenFormat(type, job) : undefined;
  return format === undefined ? undefined : formatMediaType(format);
}

/** Whether a result is by its name the one that its job was for: `result`, or `result.EXT`. */
export function isMainResult(id: string): boolean {
  return /^result(\.[^/]+)?$/.test(id);
}

/** The media type that a RESPONSEFORMAT asks for, as it was written; undefined where it is no known one. */
export function formatMediaType(format: string): string | undefined {
  return format.includes("/") ? format.trim() : SHORT.get(format.trim().toLowerCase());
}

/** Whether an error is to be told in a VOTable: by what was asked for, else by what the type answers with by itself. */
export function wantsVoTable(
  type: JobType | undefined,
  format: string | undefined,
  accept: string | undefined,
): boolean {
  const usual = type === undefined ? undefined : responseFormatOf(type)?.default;
  return /votable/i.test(String(format ?? usual ?? accept ?? ""));
}
