import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const folder = join(import.meta.dirname, "..", "..", "examples");

/** Job types of the examples as they are written, their folders made absolute. */
export function exampleTypes(...names: readonly string[]): Readonly<Record<string, unknown>> {
  const { jobs } = parse(readFileSync(join(folder, "runyard.yaml"), "utf8")) as {
    readonly jobs: Readonly<Record<string, { readonly working_folder: string }>>;
  };
  return Object.fromEntries(
    names.map((name) => [
      name,
      { ...jobs[name], working_folder: join(folder, jobs[name]?.working_folder ?? "") },
    ]),
  );
}
