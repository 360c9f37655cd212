import { RunyardError } from "../core/mod.ts";
import { isMainResult } from "./response-format.ts";
import type { ListedResult, ResultPages } from "./results-document.ts";

/**
 * The one result that a synchronous request is answered with: `result` or `result.EXT`, else the only file, else what
 * was written on standard output.
 *
 * @param mediaType the only one that is wanted
 * @returns undefined where there is neither a file nor any output
 * @throws {RunyardError} `bad-parameter` where none or several have the media type, `bad-configuration` where it can't be told which
 */
export async function mainResult(pages: ResultPages, mediaType?: string): Promise<ListedResult | undefined> {
  if (mediaType !== undefined) return resultOfType(pages, mediaType);
  let count = 0;
  let first: ListedResult | undefined;
  let output: ListedResult | undefined;
  for await (const page of pages) {
    const named = page.find(({ id }) => isMainResult(id));
    if (named !== undefined) return named;
    const files = page.filter(({ id }) => id !== "stdout" && id !== "stderr");
    first ??= files[0];
    output ??= page.find(({ id }) => id === "stdout");
    count += files.length;
  }
  if (count <= 1) return first ?? output;
  throw new RunyardError(
    "bad-configuration",
    `Cannot answer with one result: the job has ${count}, and none of them is called "result"`,
  );
}

async function resultOfType(pages: ResultPages, mediaType: string): Promise<ListedResult> {
  const plain = plainType(mediaType);
  const found: ListedResult[] = [];
  for await (const page of pages)
    found.push(...page.filter(({ id, mediaType: own }) => id !== "stderr" && plainType(own) === plain));
  const named = found.find(({ id }) => isMainResult(id));
  if (named !== undefined) return named;
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const which = found.length === 0 ? "no result of the job has this media type" : "several results have it";
  throw new RunyardError("bad-parameter", `Cannot answer in RESPONSEFORMAT "${mediaType}": ${which}`);
}

function plainType(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}
