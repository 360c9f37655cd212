import { didYouMean, messageOf } from "../core/mod.ts";
import type { JobType } from "./job-type.ts";
import { type CommandEntry, parseTemplate, placeholdersOf } from "./placeholder.ts";

/** The placeholders that every job has; `item`, `index` and `rank` need an agenda to mean something. */
const BUILT_IN = ["item", "index", "rank", "results"];

/**
 * What is wrong with the placeholders of a command, in sentences: a name that no parameter has, a brace alone, several
 * values inside a longer text, a program that may have no value.
 */
export function checkCommand(type: JobType, command: readonly CommandEntry[]): readonly string[] {
  const entries = command.flatMap((entry) => entry);
  return [...entries.flatMap((entry) => checkEntry(type, entry)), ...checkProgram(type, command[0])];
}

function checkEntry(type: JobType, entry: string): readonly string[] {
  try {
    const template = parseTemplate(entry);
    return placeholdersOf(template).flatMap((name) =>
      checkPlaceholder(type, entry, name, template.length > 1),
    );
  } catch (error) {
    return [messageOf(error)];
  }
}

function checkPlaceholder(type: JobType, entry: string, name: string, isInside: boolean): readonly string[] {
  if (name === "results") return [];
  if (BUILT_IN.includes(name)) {
    return type.agenda === null && name === "item"
      ? [`Cannot fill in "${entry}": {item} needs an agenda`]
      : [];
  }
  const spec = Object.hasOwn(type.parameters, name) ? type.parameters[name] : undefined;
  if (spec === undefined) {
    const meant = didYouMean(name, [...Object.keys(type.parameters), ...BUILT_IN]);
    const hint = meant === undefined ? "" : `; did you mean {${meant}}?`;
    return [`Cannot fill in "${entry}": no parameter is named "${name}"${hint}`];
  }
  if (!spec.multiple || !isInside) return [];
  return [
    `Cannot fill in "${entry}": {${name}} may have several values, so it must stand alone in its entry`,
  ];
}

function checkProgram(type: JobType, entry: CommandEntry | undefined): readonly string[] {
  const program = typeof entry === "string" ? entry : entry?.[0];
  if (program === undefined || program === "")
    return [`Cannot start "": the command's first entry is the program`];
  const names = checkEntry(type, program).length > 0 ? [] : placeholdersOf(parseTemplate(program));
  const optional = names.find((name) => mayBeMissing(type, name));
  return optional === undefined
    ? []
    : [`Cannot start "${program}": {${optional}} may have no value, and then there is no program`];
}

function mayBeMissing(type: JobType, name: string): boolean {
  const spec = Object.hasOwn(type.parameters, name) ? type.parameters[name] : undefined;
  return spec !== undefined && !spec.required && spec.default === null;
}
