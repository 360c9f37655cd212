import { type Language, PathMap, checkRules, languages, pythonApp } from "../interpreter/mod.ts";
import { didYouMean, messageOf } from "../core/mod.ts";
import { type JobType, checkSource } from "../job/mod.ts";
import { type InterpreterRecipe, type InterpreterSettings, interpreterKeys } from "./interpreter-keys.ts";
import type { Runner } from "./runner.ts";

/** The placeholders that every source has beside the parameters; those of the item only in `item`. */
const ITEM_NAMES = ["item", "index", "rank", "results"];

/** The runner `interpreter`: a live interpreter, set up once and worked through the items of the agenda. */
export const interpreterRunner: Runner = {
  name: "interpreter",
  keys: interpreterKeys,
  takes: "items",
  holds: () => 1,
  suspends: "items",
  subject: "The command",
  check: (type) => checkSettings(type, type.settings as InterpreterSettings),
  plan: (type): InterpreterRecipe => ({
    ...(type.settings as InterpreterSettings),
    parameterNames: Object.keys(type.parameters),
  }),
  launch: () => ({ program: { instanceHost: true }, environment: {} }),
};

function checkSettings(type: JobType, settings: InterpreterSettings): readonly string[] {
  return [
    ...checkLanguage(settings.interpreter),
    ...checkRules(settings.rules),
    ...checkPathMap(settings),
    ...checkSources(type, settings),
  ];
}

function checkLanguage({
  language,
  arguments: written,
  channel,
}: InterpreterSettings["interpreter"]): readonly string[] {
  const names = [...languages.keys()];
  if (!names.includes(language)) {
    const meant = didYouMean(language, names);
    const hint = meant === undefined ? `there are ${names.join(", ")}` : `did you mean "${meant}"?`;
    return [`Cannot start an interpreter of the language "${language}": ${hint}`];
  }
  if (channel === "socket" && languages.get(language)?.connects === false)
    return [`Cannot start "${language}" with the channel "socket": it can't connect to one`];
  if (written === undefined) return [];
  if (language !== "python")
    return [
      `Cannot start "${language}" with arguments of your own: only an application with a Python inside takes them`,
    ];
  return written.some((argument) => argument.includes(SOURCE))
    ? []
    : [
        `Cannot start the interpreter: none of its arguments has ${SOURCE}, the place of the source that it is to run`,
      ];
}

/** Stands in an application's arguments for the Python source that opens our end of the channel. */
const SOURCE = "{source}";

function checkPathMap({ path_map: rules }: InterpreterSettings): readonly string[] {
  try {
    new PathMap(rules, "localhost").convert("/");
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

function checkSources(type: JobType, settings: InterpreterSettings): readonly string[] {
  const everywhere = Object.keys(type.parameters);
  const inItem = [...everywhere, ...ITEM_NAMES];
  return [
    ...[...settings.setup, ...settings.teardown].flatMap((source) => checkSource(source, everywhere)),
    ...settings.item.flatMap((source) => checkSource(source, inItem)),
    ...(settings.item.length === 0 ? ["Cannot do an item: the key item has no command"] : []),
  ];
}

/** The language that the settings name, with the program and the arguments that they give it. */
export function languageOf(settings: InterpreterSettings["interpreter"]): Language {
  const { language: name, arguments: written } = settings;
  const language = languages.get(name);
  if (language === undefined) throw new TypeError(`Cannot speak "${name}": there is no such language`);
  const { executable = language.executable } = settings;
  if (written === undefined) return { ...language, executable };
  return pythonApp({
    name,
    executable,
    arguments: (source) => written.map((argument) => argument.replaceAll(SOURCE, () => source)),
  });
}
