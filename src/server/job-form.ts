import { RunyardError } from "../core/mod.ts";
import type { Form } from "../uws/mod.ts";

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

function jsonValue(name: string, value: string): unknown {
  if (numbers.has(name) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (name === "run" && (value === "true" || value === "false")) return value === "true";
  return value;
}
