import type { Job } from "../job/mod.ts";
import type { DataFolder } from "./data-folder.ts";
import { SecretBox } from "./secret-box.ts";

/**
 * Reads what nobody may be shown of jobs: the values of their secret parameters.
 *
 * @throws {RunyardError} `store-unusable` where the data folder has no key, or a secret was sealed with another
 */
export function secretReader(data: DataFolder): (job: Job) => readonly string[] {
  const box = SecretBox.open(data.secretKey);
  return (job) =>
    Object.values(job.parameters)
      .flat()
      .flatMap((value) =>
        typeof value === "object" && value.kind === "secret" ? [box.open(value.sealed)] : [],
      );
}
