import { readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { RunyardError, messageOf, systemCode } from "../../core/mod.ts";
import { type Ini, mergeIni, parseIni, sectionsOf, splitWords } from "../../nodeset/mod.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The values of all clush.conf that there are, laid over each other, then those of `-O`, then those of the mode: a later
 * one wins.
 *
 * @param overrides `KEY=VALUE`
 * @throws {RunyardError} bad-configuration
 */
export function readClushConf(
  { conf, mode, overrides }: { conf: string | null; mode: string | null; overrides: readonly string[] },
  environment: Environment,
): ReadonlyMap<string, string> {
  const { ini, folder } = conf === null ? readPlaces(environment) : readNamed(conf);
  const main = new Map(valuesOf(ini, "Main"));
  for (const override of overrides) {
    const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(override) ?? [];
    if (key === "") throw wrong(`Cannot read the option "-O ${override}": it takes KEY=VALUE`);
    main.set(key.trim().toLowerCase(), value);
  }
  if (mode === null) return main;
  const modes = mergeIni([ini, ...readFolders(main.get("confdir") ?? "", folder)]);
  if (!modes.has(`mode:${mode}`)) throw wrong(`Cannot run in mode "${mode}": ${knownModes(modes)}`);
  return new Map([...main, ...valuesOf(modes, `mode:${mode}`)]);
}

function readPlaces(environment: Environment): { readonly ini: Ini; readonly folder: string } {
  const home = environment["HOME"] || homedir();
  const own = environment["CLUSTERSHELL_CFGDIR"] ?? "";
  const folders = [
    "/etc/clustershell",
    join(home, ".local/etc/clustershell"),
    join(environment["XDG_CONFIG_HOME"] || join(home, ".config"), "clustershell"),
    ...(own === "" ? [] : [own]),
  ];
  const found = folders.flatMap((folder) => {
    const ini = readIfThere(join(folder, "clush.conf"));
    return ini === null ? [] : [{ ini, folder }];
  });
  return { ini: mergeIni(found.map(({ ini }) => ini)), folder: found.at(-1)?.folder ?? "/etc/clustershell" };
}

function readNamed(file: string): { readonly ini: Ini; readonly folder: string } {
  const ini = readIfThere(resolve(file));
  if (ini === null) throw wrong(`Cannot read "${file}": it does not exist, or may not be read`);
  return { ini, folder: dirname(resolve(file)) };
}

/** The files of the folders that have the modes. */
function readFolders(folders: string, here: string): readonly Ini[] {
  const named = splitWords(folders.replaceAll(/\$CFGDIR|\$\{CFGDIR\}/g, here)) ?? [];
  return named.flatMap((folder) =>
    filesOf(folder)
      .filter((name) => name.endsWith(".conf") && !name.startsWith("."))
      .toSorted()
      .flatMap((name) => readIfThere(join(folder, name)) ?? []),
  );
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readIfThere(path: string): Ini | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR", "EACCES"].includes(systemCode(error) ?? "")) return null;
    throw wrong(`Cannot read "${path}": ${messageOf(error)}`);
  }
  try {
    return parseIni(text, path);
  } catch (error) {
    throw wrong(messageOf(error).replace("the group configuration ", ""), error);
  }
}

function valuesOf(ini: Ini, section: string): readonly (readonly [string, string])[] {
  return [...(sectionsOf(ini).get(section)?.values ?? [])].map(([key, { text }]) => [key, text] as const);
}

function knownModes(ini: Ini): string {
  const names = [...ini.keys()].filter((name) => name.startsWith("mode:")).map((name) => name.slice(5));
  return names.length === 0 ? "clush.conf has none" : `there are ${names.join(", ")}`;
}

function wrong(message: string, cause?: unknown): RunyardError {
  return new RunyardError("bad-configuration", message, { cause });
}
