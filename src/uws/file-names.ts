import { RunyardError } from "../core/mod.ts";
import type { JobType, ParameterSpec } from "../job/mod.ts";
import type { Form, FormOptions } from "./form.ts";

/** How the file parts of a form with a type's parameters are told and checked. */
export function filesOf(type: JobType): Pick<FormOptions, "isFile" | "checkFile"> {
  return { isFile: isFileOf(type), checkFile: (name, before) => checkFilePart(type, name, before) };
}

/** Whether the type has a parameter of a name, in any case, that takes a file. */
export function isFileOf(type: JobType): (name: string) => boolean {
  return (name) => fileSpecs(type).some((spec) => isSame(spec.name, name));
}

/**
 * Refuses a file part that could only be too many, before it is received. A name that is no parameter's may be one that
 * an UPLOAD gives to a parameter, also in a field that is still to come.
 *
 * @throws {RunyardError} `bad-parameter`
 */
export function checkFilePart(type: JobType, name: string, { files }: Pick<Form, "files">): void {
  const specs = fileSpecs(type);
  const own = specs.find((spec) => isSame(spec.name, name));
  if (own === undefined ? specs.some(({ multiple }) => multiple) : own.multiple) return;
  if (files.some(({ parameter }) => isSame(parameter, name)))
    throw new RunyardError("bad-parameter", `Cannot take a second file for "${name}": it takes one`);
  const most = specs.some(({ multiple }) => multiple) ? Number.POSITIVE_INFINITY : Math.max(1, specs.length);
  if (files.length < most) return;
  throw new RunyardError(
    "bad-parameter",
    `Cannot take the file "${name}": a job of type "${type.name}" takes ${specs.length === 0 ? "none" : `at most ${specs.length}`}`,
  );
}

function fileSpecs(type: JobType): readonly ParameterSpec[] {
  return Object.values(type.parameters).filter(({ kind }) => kind === "file");
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
