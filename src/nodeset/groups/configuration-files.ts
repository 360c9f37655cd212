import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { messageOf, systemCode } from "../../core/mod.ts";
import { GroupError, configurationError } from "./group-error.ts";
import { type Ini, mergeIni, parseIni } from "./ini.ts";

/** The values of all groups.conf that there are, laid over each other. */
export interface ReadFiles {
  readonly ini: Ini;
  /** Where the file with the last word stands: what `$CFGDIR` means. */
  readonly folder: string;
}

const NAME = "groups.conf";

/**
 * Where groups.conf is looked for, the last word last: the places of ClusterShell, but for the one inside a Python
 * installation.
 */
export function configurationPaths(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const home = environment["HOME"] || homedir();
  const own = environment["CLUSTERSHELL_CFGDIR"];
  const folders = [
    "/etc/clustershell",
    join(home, ".local/etc/clustershell"),
    join(environment["XDG_CONFIG_HOME"] || join(home, ".config"), "clustershell"),
    ...(own === undefined || own === "" ? [] : [own]),
  ];
  return folders.map((folder) => resolve(folder, NAME));
}

/** Reads those files that are there and may be read; null where there is none. */
export async function readConfigurationFiles(paths: readonly string[]): Promise<ReadFiles | null> {
  const found: { readonly path: string; readonly ini: Ini }[] = [];
  for (const path of paths) {
    const text = await readIfAllowed(path);
    if (text !== null) found.push({ path, ini: parseIni(text, path) });
  }
  const last = found.at(-1);
  if (last === undefined) return null;
  return { ini: mergeIni(found.map(({ ini }) => ini)), folder: dirname(last.path) };
}

/** Reads the one file that somebody has named. @throws {GroupError} `bad-group-configuration` where that fails */
export async function readNamedFile(file: string): Promise<ReadFiles> {
  const path = resolve(file);
  try {
    return { ini: parseIni(await readFile(path, "utf8"), path), folder: dirname(path) };
  } catch (error) {
    if (error instanceof GroupError) throw error;
    throw configurationError({ file }, messageOf(error), error);
  }
}

/** The text of a file; null where it is not there or closed to us, as ClusterShell has it. */
export async function readIfAllowed(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isLeftOut(error)) return null;
    throw configurationError({ file: path }, messageOf(error), error);
  }
}

/** Whether an error means that a file is not there or closed to us. */
export function isLeftOut(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM"].includes(systemCode(error) ?? "");
}
