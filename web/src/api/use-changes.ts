import { useEffect, useState } from "preact/hooks";
import type { EventView } from "../../../src/server/api.ts";
import { onLiveEvents } from "./live-events.ts";

/** A number that goes up when something has changed: many changes at once count as one, never two within a while. */
export function useChanges(
  isMeant: (event: EventView) => boolean,
  key: string,
  atMostEveryMs: number,
): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLiveEvents((events, isGap) => {
      if (timer !== undefined || !(isGap || events.some(isMeant))) return;
      timer = setTimeout(() => {
        timer = undefined;
        setCount((old) => old + 1);
      }, atMostEveryMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [key, atMostEveryMs]);
  return count;
}
