import { RunyardError } from "../core/mod.ts";
import { isMainResult } from "./response-format.ts";
import type { ListedResult } from "./results-document.ts";

/**
 * The one result that a synchronous request is answered with: `result` or `result.EXT`, else the only file, else what
 * was written on standard output.
 *
 * @param mediaType the only one that is wanted
 * @returns undefined where there is neither a file nor any output
 * @throws {RunyardError} `bad-parameter` where none or several have the media type, `bad-configuration` where it can't be told which
 */
export function mainResult(results: readonly ListedResult[], mediaType?: string): ListedResult | undefined {
  if (mediaType !== undefined) return resultOfType(results, mediaType);
  const named = results.find(({ id }) => isMainResult(id));
  const files = results.filter(({ id }) => id !== "stdout" && id !== "stderr");
  if (named !== undefined || files.length === 1) return named ?? files[0];
  if (files.length === 0) return results.find(({ id }) => id === "stdout");
  throw new RunyardError(
    "bad-configuration",
    `Cannot answer with one result: the job has ${files.length}, and none of them is called "result"`,
  );
}

function resultOfType(results: readonly ListedResult[], mediaType: string): ListedResult {
  const plain = plainType(mediaType);
  const found = results.filter((result) => result.id !== "stderr" && plainType(result.mediaType) === plain);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const which = found.length === 0 ? "no result of the job has this media type" : "several results have it";
  throw new RunyardError("bad-parameter", `Cannot answer in RESPONSEFORMAT "${mediaType}": ${which}`);
}

function plainType(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}
