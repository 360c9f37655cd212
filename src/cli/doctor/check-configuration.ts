import { type Configuration, loadConfiguration } from "../../config/mod.ts";
import { messageOf } from "../../core/mod.ts";
import type { JobType } from "../../job/mod.ts";
import { runners } from "../../run/mod.ts";
import { findProgram } from "./find-program.ts";
import type { Finding } from "./finding.ts";

/** What was found, and where the data belongs; null where no configuration says it. */
export interface ConfigurationFindings {
  readonly findings: readonly Finding[];
  readonly dataFolder: string | null;
}

/** Whether the configuration has mistakes, and whether the programs of its job types are there. */
export async function checkConfiguration(
  path: string | undefined,
  searchPath: string,
): Promise<ConfigurationFindings> {
  try {
    const configuration = await loadConfiguration(path, { runners: runners.values() });
    const count = configuration.types.size;
    const detail = `${configuration.file}, ${count} job ${count === 1 ? "type" : "types"}`;
    const findings = [
      { name: "configuration", state: "good" as const, detail },
      ...(await checkTypes(configuration, searchPath)),
    ];
    return { findings, dataFolder: configuration.store };
  } catch (error) {
    // Without a file there is nothing wrong yet, unless one was named.
    const state = path === undefined && messageOf(error).startsWith("Cannot find") ? "note" : "lacks";
    const findings = messageOf(error)
      .split("\n")
      .map((detail): Finding => ({ name: "configuration", state, detail }));
    return { findings, dataFolder: null };
  }
}

async function checkTypes(configuration: Configuration, searchPath: string): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    [...configuration.types.values()].map((type) => checkType(type, searchPath)),
  );
  return findings.filter((finding) => finding !== undefined);
}

async function checkType(type: JobType, searchPath: string): Promise<Finding | undefined> {
  const program = programOf(type);
  // A program that a placeholder names is known when a job is submitted.
  if (program === undefined || program.includes("{")) return undefined;
  const path = await findProgram(
    program,
    type.environment.set["PATH"] ?? searchPath,
    type.workingFolder ?? type.folder,
  );
  const name = `type ${type.name}`;
  if (path !== undefined) return { name, state: "good", detail: `${program} is ${path}` };
  const remedy = "install it, or name it by its path from the root";
  return { name, state: "lacks", detail: `there is no program "${program}" in ${searchPath}`, remedy };
}

function programOf({ settings }: JobType): string | undefined {
  const command: unknown = (settings as { readonly command?: unknown } | null)?.command;
  const first: unknown = Array.isArray(command) ? command[0] : undefined;
  return typeof first === "string" ? first : undefined;
}
