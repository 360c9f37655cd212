import { useEffect, useState } from "preact/hooks";
import type { ResultView } from "../../../src/server/api.ts";
import { jobPath, queryText } from "./addresses.ts";
import { askJson } from "./client.ts";

interface ResultPage {
  readonly results: readonly ResultView[];
  readonly next?: string | null;
}

/** More pictures than this nobody looks through. */
const mostRead = 20_000;

/** The results of a job, read again when the version is another; the last ones stay until all are there. */
export function useResults(job: string, version: unknown): readonly ResultView[] {
  const [results, setResults] = useState<readonly ResultView[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    // What can't be read now is read with the next change; the items say what is wrong.
    readAll(job, stop.signal).then(
      (found) => stop.signal.aborted || setResults(found),
      () => undefined,
    );
    return () => stop.abort();
  }, [job, version]);
  return results;
}

async function readAll(job: string, signal: AbortSignal): Promise<readonly ResultView[]> {
  const found: ResultView[] = [];
  for (let cursor: string | undefined; found.length < mostRead; ) {
    const page = await askJson<ResultPage>(jobPath(job, `/results${queryText({ cursor })}`), { signal });
    found.push(...page.results);
    cursor = page.next ?? undefined;
    if (cursor === undefined) break;
  }
  return found;
}
