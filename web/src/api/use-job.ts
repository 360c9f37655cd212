import { useEffect, useState } from "preact/hooks";
import type { EventView, JobView } from "../../../src/server/api.ts";
import { jobPath } from "./addresses.ts";
import { askJson } from "./client.ts";
import { onLiveEvents } from "./live-events.ts";
import { ProblemError } from "./problem-error.ts";

/** What is known of one job. */
export interface KnownJob {
  readonly job: JobView | null;
  /** Why there is none. */
  readonly problem: ProblemError | null;
  readonly isDeleted: boolean;
}

/** Its items may change a thousand times a second. */
const readAgainMs = 400;

/** One job, kept up to date. `onEvents` hears of its changes as well. */
export function useJob(id: string, onEvents?: (events: readonly EventView[]) => void): KnownJob {
  const [known, setKnown] = useState<KnownJob>({ job: null, problem: null, isDeleted: false });
  useEffect(() => {
    const stop = new AbortController();
    let reading: number | undefined;
    const read = async (): Promise<void> => {
      try {
        const job = await askJson<JobView>(jobPath(id), { signal: stop.signal });
        setKnown({ job, problem: null, isDeleted: false });
      } catch (error) {
        if (error instanceof ProblemError) setKnown((old) => afterProblem(old, error));
      } finally {
        reading = undefined;
      }
    };
    const readSoon = (): void => void (reading ??= window.setTimeout(() => void read(), readAgainMs));
    void read();
    const unsubscribe = onLiveEvents((events, isGap) => {
      const own = events.filter(({ job }) => job === id);
      if (own.length > 0) onEvents?.(own);
      if (own.some(({ change }) => change.kind === "deleted"))
        setKnown((old) => ({ ...old, isDeleted: true }));
      else if (isGap || own.some(({ change }) => change.kind !== "progress")) readSoon();
    });
    return () => {
      stop.abort();
      clearTimeout(reading);
      unsubscribe();
    };
  }, [id]);
  return known;
}

/** What was known stays in sight where the server can't be asked for a moment. */
function afterProblem(old: KnownJob, problem: ProblemError): KnownJob {
  if (problem.status === 404 && old.job !== null) return { ...old, isDeleted: true };
  return old.job === null ? { ...old, problem } : old;
}
