import { RunyardError } from "../core/mod.ts";
import type { JobType } from "../job/mod.ts";
import { type Form, checkFilePart, isFileOf } from "../uws/mod.ts";

const prefix = "parameters.";
const numbers = new Set(["priority", "executionDurationSeconds"]);

/**
 * A form as the JSON that `POST /api/v1/jobs` takes: `parameters.NAME` fields are parameters, the others are as they
 * are called there.
 *
 * @throws {RunyardError} `bad-request` for a field that is given twice
 */
export function jobFromForm(form: Form): unknown {
  const parameters = new Map<string, string[]>();
  const others = new Map<string, unknown>();
  for (const [name, value] of form.fields) {
    if (name.startsWith(prefix)) {
      const parameter = name.slice(prefix.length);
      parameters.set(parameter, [...(parameters.get(parameter) ?? []), value]);
    } else if (others.has(name)) {
      throw new RunyardError("bad-request", `Cannot read the form: "${name}" is given twice`);
    } else {
      others.set(name, jsonValue(name, value));
    }
  }
  return { ...Object.fromEntries(others), parameters: Object.fromEntries(parameters) };
}

/** The parameter that a file part is for. @throws {RunyardError} `bad-request` */
export function parameterOfPart(name: string): string {
  if (name.startsWith(prefix)) return name.slice(prefix.length);
  throw new RunyardError("bad-request", `Cannot take the file "${name}": files are sent as ${prefix}NAME`);
}

/**
 * Refuses a file part that the job's type could not take, or no type at all where the form has not said which it is.
 *
 * @throws {RunyardError} `bad-request`, `bad-parameter`
 */
export function checkJobFile(types: ReadonlyMap<string, JobType>, part: string, before: Form): void {
  const name = parameterOfPart(part);
  const files = before.files.map((file) => ({ ...file, parameter: parameterOfPart(file.parameter) }));
  const said = types.get(before.fields.find(([field]) => field === "type")?.[1] ?? "");
  const able = (said === undefined ? [...types.values()] : [said]).filter((type) => isFileOf(type)(name));
  const refusals: unknown[] = [noSuchFile(name)];
  for (const type of able) {
    try {
      return checkFilePart(type, name, { files });
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals.at(-1);
}

function noSuchFile(name: string): RunyardError {
  return new RunyardError(
    "bad-parameter",
    `Cannot set parameter "${name}": the job's type has no such parameter that takes a file`,
  );
}

function jsonValue(name: string, value: string): unknown {
  if (numbers.has(name) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (name === "run" && (value === "true" || value === "false")) return value === "true";
  return value;
}
