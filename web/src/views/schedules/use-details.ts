import { useEffect, useRef, useState } from "preact/hooks";
import type { JobView } from "../../../../src/server/api.ts";
import type { ScheduleDetailView, ScheduleView } from "../../../../src/server/schedule-api.ts";
import { queryText } from "../../api/addresses.ts";
import { askJson } from "../../api/client.ts";

/** A schedule with what comes and what was, and how its jobs ended. */
export interface KnownDetail extends ScheduleDetailView {
  readonly phases: ReadonlyMap<string, JobView["phase"]>;
}

/** More are read when these are. */
const atOnce = 4;
/** As many as a history shows. */
const mostJobs = 60;

/** All that is known of schedules: read again for those that have changed. */
export function useDetails(schedules: readonly ScheduleView[]): ReadonlyMap<string, KnownDetail> {
  const [details, setDetails] = useState<ReadonlyMap<string, KnownDetail>>(new Map());
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    const stop = new AbortController();
    const wanted = schedules
      .filter((schedule) => known.current.get(schedule.id) !== JSON.stringify(schedule))
      .values();
    const readEach = async (): Promise<void> => {
      for (const schedule of wanted) {
        // What can't be read now is read when it changes again; the list says what is wrong.
        const detail = await readDetail(schedule, stop.signal).catch(() => undefined);
        if (detail === undefined || stop.signal.aborted) continue;
        known.current.set(schedule.id, JSON.stringify(schedule));
        setDetails((old) => new Map([...old, [schedule.id, detail]]));
      }
    };
    for (let count = 0; count < atOnce; count++) void readEach();
    return () => stop.abort();
  }, [schedules]);
  return details;
}

async function readDetail({ id, type }: ScheduleView, signal: AbortSignal): Promise<KnownDetail> {
  const [detail, { jobs }] = await Promise.all([
    askJson<ScheduleDetailView>(`/api/v1/schedules/${encodeURIComponent(id)}`, { signal }),
    askJson<{ readonly jobs: readonly JobView[] }>(`/api/v1/jobs${queryText({ type, limit: mostJobs })}`, {
      signal,
    }),
  ]);
  const phases = new Map(jobs.map((job) => [job.id, job.phase]));
  return { ...detail, phases };
}
