import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RunyardError, formatSize, messageOf, systemCode } from "../core/mod.ts";

/** The names that a configuration may have, in the order in which they are looked for. */
const NAMES = ["runyard.yaml", "runyard.yml", "runyard.config.ts"];

/** Reading a table of measurements by mistake would take long and say nothing useful. */
const LARGEST_BYTES = 10_000_000;

/**
 * The path of the configuration: the one that is given, or the first that stands in the folder.
 *
 * @throws {RunyardError} `bad-configuration` where there is none
 */
export async function findFile(given: string | undefined, folder: string): Promise<string> {
  if (given !== undefined) return checkFile(given, resolve(folder, given));
  for (const name of NAMES) {
    const path = join(folder, name);
    if (await isThere(path)) return checkFile(name, path);
  }
  throw new RunyardError(
    "bad-configuration",
    `Cannot find a configuration in "${folder}": there is no ${NAMES.join(", ")} ("runyard init" writes one to start from)`,
  );
}

async function checkFile(shown: string, path: string): Promise<string> {
  const reason = await reasonAgainst(path);
  if (reason === undefined) return path;
  throw new RunyardError("bad-configuration", `Cannot read the configuration "${shown}": ${reason}`);
}

async function reasonAgainst(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return "it is not a file";
    return found.size > LARGEST_BYTES
      ? `it is larger than ${formatSize(LARGEST_BYTES)}, and a configuration never is`
      : undefined;
  } catch (error) {
    return systemCode(error) === "ENOENT" ? "there is no such file" : messageOf(error);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return systemCode(error) !== "ENOENT";
  }
}
