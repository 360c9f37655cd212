import { readFile, stat } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { messageOf } from "../core/mod.ts";
import {
  type JobType,
  type Mistake,
  jobTypeSchema,
  makeJobType,
  readBySchema,
  showValue,
} from "../job/mod.ts";
import { capabilitiesMistake } from "./capabilities-mistake.ts";
import type { CheckingRunner } from "./configuration.ts";

/** The job types that are right, and what is wrong with the others. */
export interface TypesRead {
  readonly types: readonly JobType[];
  readonly mistakes: readonly Mistake[];
}

/** Reads the job types of a configuration, each by itself, so that a mistake in one doesn't hide those in another. */
export async function readTypes(
  value: unknown,
  file: string,
  runners: readonly CheckingRunner[],
): Promise<TypesRead> {
  const schema = jobTypeSchema(runners);
  const place = { file, folder: dirname(file) };
  const types: JobType[] = [];
  const mistakes: Mistake[] = [];
  for (const [name, raw] of Object.entries(jobsOf(value))) {
    const reading = readBySchema(schema, raw);
    if (reading.ok) {
      const type = makeJobType(name, reading.value, place);
      types.push(type);
      mistakes.push(...(await typeMistakes(type, runners)));
    } else {
      mistakes.push(
        ...reading.mistakes.map((mistake) => ({ ...mistake, path: ["jobs", name, ...mistake.path] })),
      );
    }
  }
  return { types, mistakes };
}

/** The job types as they are written; where there is no mapping of them, the file's schema says so. */
function jobsOf(value: unknown): object {
  const jobs = typeof value === "object" && value !== null && "jobs" in value ? value.jobs : undefined;
  return typeof jobs === "object" && jobs !== null && !Array.isArray(jobs) ? jobs : {};
}

async function typeMistakes(type: JobType, runners: readonly CheckingRunner[]): Promise<readonly Mistake[]> {
  const runner = runners.find(({ name }) => name === type.runner);
  const found = (runner?.check(type) ?? []).map(
    (message): Mistake => ({ path: ["jobs", type.name], message, about: "key" }),
  );
  return [...found, ...(await fileMistakes(type))];
}

async function fileMistakes(type: JobType): Promise<readonly Mistake[]> {
  const mistakes: Mistake[] = [...(await capabilitiesMistakes(type))];
  for (const spec of Object.values(type.parameters)) {
    if (spec.kind !== "file" || spec.default === null) continue;
    for (const path of [spec.default].flat()) {
      if (await isFile(String(path))) continue;
      const message = `expected a file that is there, found ${showValue(relative(type.folder, String(path)) || ".")}`;
      mistakes.push({
        path: ["jobs", type.name, "parameters", spec.name, "default"],
        message,
        about: "value",
      });
    }
  }
  return mistakes;
}

async function capabilitiesMistakes({
  name,
  folder,
  capabilities: file,
}: JobType): Promise<readonly Mistake[]> {
  if (file === null) return [];
  const path = ["jobs", name, "capabilities"];
  const shown = showValue(relative(folder, file));
  if (!(await isFile(file)))
    return [{ path, message: `expected a file that is there, found ${shown}`, about: "value" }];
  try {
    const reason = capabilitiesMistake(await readFile(file, "utf8"));
    if (reason === undefined) return [];
    return [{ path, message: `expected well-formed XML elements in ${shown}: ${reason}`, about: "value" }];
  } catch (error) {
    return [{ path, message: `the file ${shown} can't be read: ${messageOf(error)}`, about: "value" }];
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
