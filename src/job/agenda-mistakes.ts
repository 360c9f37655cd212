import { messageOf } from "../core/mod.ts";
import { groupTextsOf, itemsOf } from "./agenda.ts";
import { parseAgenda } from "./agenda-text.ts";
import { type Mistake, readBySchema } from "./mistake.ts";
import { readNodeSet } from "./node-set-text.ts";
import { type WrittenParameter, parametersSchema } from "./parameter-schema.ts";
import { parseTemplate, placeholdersOf } from "./placeholder.ts";
import { showValue } from "./show-value.ts";

type Parameters = Readonly<Record<string, WrittenParameter>>;

/**
 * What is wrong with the agenda of a job type where it is a text: its placeholders, or the node set that it is.
 *
 * @param key where a runner has a key of its own for it
 */
export function agendaMistakes(type: object, key: string = "agenda"): readonly Mistake[] {
  const { [key]: agenda, parameters } = type as Readonly<Record<string, unknown>>;
  if (key !== "agenda" && "agenda" in type)
    return [{ path: ["agenda"], message: `expected ${key} alone: it is the agenda`, about: "key" }];
  if (typeof agenda !== "string") return [];
  const reading = readBySchema(parametersSchema, parameters ?? {});
  // Without its parameters nothing is known of an agenda's placeholders, and their own mistakes are told.
  const message = reading.ok ? mistakeIn(agenda, reading.value) : undefined;
  return message === undefined ? [] : [{ path: [key], message, about: "value" }];
}

function mistakeIn(agenda: string, parameters: Parameters): string | undefined {
  let names: readonly string[];
  try {
    names = placeholdersOf(parseTemplate(agenda));
  } catch (error) {
    return messageOf(error);
  }
  if (names.length === 0) return literalMistake(agenda, parameters);
  const isAlone = agenda === `{${names[0]}}`;
  const wrong = names.map((name) => placeholderMistake(name, isAlone, parameters)).find(Boolean);
  return wrong ?? mistakeOfDefaults(agenda, names, parameters);
}

function literalMistake(agenda: string, parameters: Parameters): string | undefined {
  if (Object.hasOwn(parameters, agenda))
    return `expected the parameter in braces, "{${agenda}}", found ${showValue(agenda)}`;
  const reading = readNodeSet(agenda);
  if (reading.ok === false) return `expected a node set, found ${showValue(agenda)}: ${reading.reason}`;
  return mistakeOfDefaults(agenda, [], parameters);
}

function placeholderMistake(name: string, isAlone: boolean, parameters: Parameters): string | undefined {
  const spec = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (spec === undefined) return `expected the name of a parameter, found ${showValue(name)}`;
  if (spec.kind === "secret") return `expected a parameter that is no secret, found ${showValue(name)}`;
  if (isAlone) {
    return spec.multiple || spec.kind === "nodeset"
      ? undefined
      : `expected a parameter with multiple: true, or with type: nodeset, found ${showValue(name)}`;
  }
  if (spec.kind === "file") return `expected a parameter that is no file, found ${showValue(name)}`;
  return spec.multiple
    ? `expected a parameter with one value, found ${showValue(name)}, which may have several`
    : undefined;
}

/** What an agenda makes when nothing is given, where that is known already. */
function mistakeOfDefaults(
  text: string,
  names: readonly string[],
  parameters: Parameters,
): string | undefined {
  const agenda = parseAgenda(text, parameters);
  const defaults = names.map((name) => [name, parameters[name]?.default ?? null] as const);
  if (agenda.kind !== "node-set" || defaults.some(([, value]) => value === null)) return undefined;
  const values = Object.fromEntries(defaults.map(([name, value]) => [name, value ?? ""]));
  try {
    // Groups are known when the job is run.
    if (groupTextsOf({ agenda }, values).length === 0) itemsOf({ agenda }, values);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
