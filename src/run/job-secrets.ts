import type { Job } from "../job/mod.ts";
import type { DataFolder } from "./data-folder.ts";
import { SecretBox } from "./secret-box.ts";

/**
 * Reads what nobody may be shown of jobs: the values of their secret parameters. One that was sealed with another key is
 * left out: no work could read it either.
 *
 * @throws {RunyardError} `store-unusable` where the file of the data folder's key is none
 */
export function secretReader(data: DataFolder): (job: Job) => readonly string[] {
  const box = SecretBox.open(data.secretKey);
  return (job) =>
    Object.values(job.parameters)
      .flat()
      .flatMap((value) =>
        typeof value === "object" && value.kind === "secret" ? opened(box, value.sealed) : [],
      );
}

function opened(box: SecretBox, sealed: string): readonly string[] {
  try {
    return [box.open(sealed)];
  } catch {
    return [];
  }
}
