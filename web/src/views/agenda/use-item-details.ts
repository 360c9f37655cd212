import { useEffect, useRef, useState } from "preact/hooks";
import type { ItemView } from "../../../../src/server/api.ts";
import type { KnownItem } from "./live-items.ts";
import { SightReader } from "./sight-reader.ts";

/** All that is known of the items in sight: read when they come there, and again when they have changed. */
export function useItemDetails(
  job: string,
  items: readonly KnownItem[],
  sight: readonly number[],
  version: number,
): ReadonlyMap<number, ItemView> {
  const [details, setDetails] = useState<ReadonlyMap<number, ItemView>>(new Map());
  const reader = useRef<SightReader | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    reader.current = new SightReader(job, stop.signal, setDetails);
    return () => stop.abort();
  }, [job]);
  useEffect(() => reader.current?.look(items, sight), [job, items, sight, version]);
  return details;
}
