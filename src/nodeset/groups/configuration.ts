import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type ReadFiles, isLeftOut, readIfAllowed } from "./configuration-files.ts";
import { configurationError } from "./group-error.ts";
import { type IniSection, type IniValue, parseIni, sectionsOf } from "./ini.ts";
import { interpolate } from "./interpolate.ts";
import type { SourceSettings } from "./source-settings.ts";
import { splitWords } from "./split-words.ts";
import { substitute } from "./template.ts";

/** What the configuration says of group sources, in the order in which they count. */
export interface GroupConfiguration {
  readonly origins: readonly Origin[];
  /** The source of a group that names none; null where it is the first one. */
  readonly default: { readonly name: string; readonly place: IniValue } | null;
}

/** Where sources come from: a section, or a YAML file with several. */
export type Origin =
  | { readonly kind: "section"; readonly settings: SourceSettings }
  | { readonly kind: "yaml"; readonly file: string };

const MAIN = "Main";

/**
 * Follows groups.conf to all its sources: the files `*.conf` of `confdir` (or `groupsdir`), the files `*.yaml` of `autodir`,
 * then its own sections. A section may name several sources, which share what it says.
 *
 * @throws {GroupError} `bad-group-configuration`, with file and line
 */
export async function readConfiguration({ ini, folder }: ReadFiles): Promise<GroupConfiguration> {
  const main = sectionsOf(ini).get(MAIN)?.values ?? new Map<string, IniValue>();
  const confdir = main.get("groupsdir") ?? main.get("confdir");
  const own = originsIn(sectionsOf(ini), folder);
  const origins = [
    ...(await originsInConfdirs(await foldersAt(confdir, main, folder))),
    ...(await originsInAutodirs(await foldersAt(main.get("autodir"), main, folder))),
    ...own,
  ];
  return { origins, default: defaultIn(main) };
}

function originsIn(sections: ReadonlyMap<string, IniSection>, folder: string): readonly Origin[] {
  return [...sections].flatMap(([title, section]) =>
    title
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && name !== MAIN)
      .map((name): Origin => ({ kind: "section", settings: { name, folder, section } })),
  );
}

async function originsInConfdirs(folders: readonly string[]): Promise<readonly Origin[]> {
  const origins: Origin[] = [];
  for (const folder of folders) {
    for (const file of await filesIn(folder, ".conf")) {
      const text = await readIfAllowed(file);
      if (text !== null) origins.push(...originsIn(sectionsOf(parseIni(text, file)), folder));
    }
  }
  return origins;
}

async function originsInAutodirs(folders: readonly string[]): Promise<readonly Origin[]> {
  const files = await Promise.all(folders.map((folder) => filesIn(folder, ".yaml")));
  return files.flat().map((file) => ({ kind: "yaml", file }));
}

/** The folders that a key of [Main] names and that are there, each once. */
async function foldersAt(
  value: IniValue | undefined,
  main: ReadonlyMap<string, IniValue>,
  folder: string,
): Promise<readonly string[]> {
  if (value === undefined) return [];
  const words = splitWords(interpolate(value, main));
  if (words === null) throw configurationError(value, "a quote is not closed");
  const folders = new Set(words.map((word) => resolve(folder, substitute(word, { CFGDIR: folder }))));
  const found: string[] = [];
  for (const path of folders) if (await isFolder(path, value)) found.push(path);
  return found;
}

async function isFolder(path: string, value: IniValue): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (isLeftOut(error)) return false;
    throw error;
  }
  throw configurationError(value, `"${path}" is not a folder`);
}

async function filesIn(folder: string, extension: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const wanted = names.filter((name) => name.endsWith(extension) && !name.startsWith("."));
    return wanted.toSorted().map((name) => join(folder, name));
  } catch (error) {
    if (isLeftOut(error)) return [];
    throw error;
  }
}

function defaultIn(main: ReadonlyMap<string, IniValue>): GroupConfiguration["default"] {
  const place = main.get("default");
  const name = place === undefined ? "" : interpolate(place, main).trim();
  return place === undefined || name === "" ? null : { name, place };
}
