import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/**
 * The file that would be started by a program's name: searched in PATH, or with a slash in its name the file itself.
 *
 * @param folder what a relative path is relative to
 */
export async function findProgram(
  name: string,
  searchPath: string,
  folder: string,
): Promise<string | undefined> {
  const candidates = name.includes("/")
    ? [isAbsolute(name) ? name : resolve(folder, name)]
    : searchPath
        .split(delimiter)
        .filter(Boolean)
        .map((each) => join(each, name));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
