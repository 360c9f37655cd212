import { useEffect, useRef, useState } from "preact/hooks";
import type { ScheduleDetailView, ScheduleView } from "../../../../src/server/schedule-api.ts";
import { askJson } from "../../api/client.ts";

/** More are read when these are. */
const atOnce = 4;

/** All that is known of schedules: read again for those that have changed. */
export function useDetails(schedules: readonly ScheduleView[]): ReadonlyMap<string, ScheduleDetailView> {
  const [details, setDetails] = useState<ReadonlyMap<string, ScheduleDetailView>>(new Map());
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    const stop = new AbortController();
    const wanted = schedules
      .filter((schedule) => known.current.get(schedule.id) !== JSON.stringify(schedule))
      .values();
    const readEach = async (): Promise<void> => {
      for (const schedule of wanted) {
        // What can't be read now is read when it changes again; the list says what is wrong.
        const path = `/api/v1/schedules/${encodeURIComponent(schedule.id)}`;
        const detail = await askJson<ScheduleDetailView>(path, { signal: stop.signal }).catch(
          () => undefined,
        );
        if (detail === undefined || stop.signal.aborted) continue;
        // That its job begins changes nothing in the list.
        const last = detail.firings.find(({ job }) => job !== null && job === schedule.lastJob);
        known.current.set(schedule.id, last?.phase === "QUEUED" ? "" : JSON.stringify(schedule));
        setDetails((old) => new Map([...old, [schedule.id, detail]]));
      }
    };
    for (let count = 0; count < atOnce; count++) void readEach();
    return () => stop.abort();
  }, [schedules]);
  return details;
}
